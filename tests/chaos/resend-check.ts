import { type AttemptEntry, type DecisionEntry, readAttempts, readDecisions } from "./journal.ts";
import type { Plan } from "./plan.ts";
import type { World } from "./world.ts";

/**
 * A person who may have a text gets another one only if the engine holds it back first, or if a person orders it. The engine obeys
 * an order once, and leaves alone the batches that a person leaves alone. A duplicate that follows from an order is not the engine's.
 */
export type Orders = {
  /** References of the calls that a person ordered. */
  ordered: ReadonlySet<string>;
  problems: string[];
};

export async function readOrders({ database, plan }: Pick<World, "database" | "plan">): Promise<Orders> {
  return ordersOf(plan, await readAttempts(database), await readDecisions(database));
}

type Rules = Pick<Plan, "unknownBatches" | "transport">;

export function ordersOf(rules: Rules, attempts: readonly AttemptEntry[], decisions: readonly DecisionEntry[]): Orders {
  const again = attempts.filter(({ isAgain }) => isAgain);
  const isOrdered = (attempt: AttemptEntry) => !attempt.isHeld && mayFollow(attempt, again, decisions);
  const mayHold = rules.unknownBatches === "hold_and_cancel" && rules.transport === "sms";
  const wrong = again.filter((attempt) => (attempt.isHeld ? !mayHold : !isOrdered(attempt)));
  const ordered = again.filter(isOrdered).map(({ reference }) => reference);
  const problems = wrong.map(({ reference }) => `the call ${reference} was made again without an order`);
  return { ordered: new Set(ordered), problems: [...problems, ...calledAnyway(again, decisions)] };
}

/** A call that Sinch surely did not take does not use up the order. */
const untaken = ["throttled", "not_sent"];

function mayFollow(
  { batchId, number, startedAt }: AttemptEntry,
  again: readonly AttemptEntry[],
  decisions: readonly DecisionEntry[],
): boolean {
  const orders = decisions.filter(
    (each) => each.batchId === batchId && each.decision === "resend" && each.at < startedAt,
  );
  const obeyed = again.filter(
    (each) => each.batchId === batchId && !each.isHeld && each.number < number && !untaken.includes(each.outcome ?? ""),
  );
  return obeyed.length < orders.length;
}

function calledAnyway(again: readonly AttemptEntry[], decisions: readonly DecisionEntry[]): string[] {
  const left = new Map(
    decisions.filter(({ decision }) => decision === "leave").map(({ batchId, at }) => [batchId, at]),
  );
  const wrong = again.filter(({ batchId, startedAt }) => startedAt > (left.get(batchId) ?? Infinity));
  return wrong.map(({ reference }) => `the call ${reference} was made although a person had left its batch alone`);
}
