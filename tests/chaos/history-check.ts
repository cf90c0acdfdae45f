import { mayBecome } from "@/lib/messages/rules";
import { type BatchState, batchTransitions, sendLeaseSeconds } from "@/lib/sending/rules";
import type { Accepted } from "./ground-truth.ts";
import {
  type AttemptEntry,
  type BatchEntry,
  type CampaignEntry,
  readAttempts,
  readCampaigns,
  readJournal,
  readMoves,
} from "./journal.ts";
import { isStoppedSince } from "./notes.ts";
import { checkSchedule } from "./schedule-check.ts";
import type { World } from "./world.ts";

/** Invariants of the whole history, not only of its end: I4, I5, I6, and that no call outlives its lease. */
export async function checkHistory(world: World, accepted: readonly Accepted[]): Promise<string[]> {
  const journal = await readJournal(world.database);
  const attempts = await readAttempts(world.database);
  const calls = callsOf(journal, attempts);
  return [
    ...(await illegalMoves(world, journal)),
    ...sentInSpiteOfStop(world, calls, accepted),
    ...begunWhileHalted(world, attempts),
    ...begunBeforeCanary(journal, await readCampaigns(world.database)),
    ...postedTooLate(calls, accepted),
    ...(await checkSchedule(world, { journal, attempts, accepted })),
  ];
}

async function illegalMoves(world: World, journal: readonly BatchEntry[]): Promise<string[]> {
  const moved = journal.filter(({ from }) => from !== "");
  const batches = moved.filter(({ from, to }) => !batchTransitions[from as BatchState]?.includes(to as BatchState));
  const messages = (await readMoves(world.database)).filter(({ from, to }) => !mayBecome(from, to));
  return [
    ...new Set(batches.map(({ from, to }) => `a batch went from ${from} to ${to}`)),
    ...messages.map(({ from, to }) => `a message went from ${from} to ${to}`),
  ];
}

type Call = {
  startedAt: number;
  /** The last moment at which the call may have read its people: an opt-out from then on comes too late for it. */
  readAt: number;
};

/** A second try reads its people again right before its intent, under the lease of a look. */
const rereadMs = 3_000;

function callsOf(journal: readonly BatchEntry[], attempts: readonly AttemptEntry[]): Map<string, Call> {
  const ofBatch = Map.groupBy(journal, ({ batchId }) => batchId);
  return new Map(
    attempts.map(({ reference, batchId, startedAt }) => {
      const before = (ofBatch.get(batchId) ?? []).filter(({ at }) => at <= startedAt + 1);
      const state = before.filter(({ to }) => to !== "sending").at(-1);
      const readAt = state?.to === "claimed" ? state.at : startedAt - rereadMs;
      return [reference, { startedAt, readAt }];
    }),
  );
}

/** I5: a STOP that was acknowledged before the claim of a batch keeps its person out of the call. */
function sentInSpiteOfStop(world: World, calls: Map<string, Call>, accepted: readonly Accepted[]): string[] {
  const spoken = new Set(world.notes.keywords.map(({ phone }) => phone));
  const wrong = accepted.filter(({ phone, batch, reference }) => {
    if (batch === null || !spoken.has(phone)) return false;
    const call = calls.get(reference);
    return call === undefined || isStoppedSince(world.notes, phone, call.readAt);
  });
  return wrong.length > 0 ? [`${wrong.length} texts to people whose STOP was acknowledged before`] : [];
}

/** A statement that began a moment before the pause may still commit. */
const graceMs = 500;

/** I6: no call begins after the commit of a pause, a cancel or the kill switch; second tries included. */
function begunWhileHalted({ notes }: World, attempts: readonly AttemptEntry[]): string[] {
  const halts = [
    ...notes.pauses,
    ...notes.cancels.map(({ campaignId, at }) => ({ campaignId, from: at, to: Infinity })),
    ...notes.halts.map((halt) => ({ campaignId: null, ...halt })),
  ];
  const wrong = attempts.filter(({ campaignId, startedAt }) =>
    halts.some(
      (halt) =>
        (halt.campaignId ?? campaignId) === campaignId && startedAt > halt.from + graceMs && startedAt < halt.to,
    ),
  );
  return wrong.length > 0 ? [`${wrong.length} calls begun while paused, canceled or halted`] : [];
}

/** Only the canary's calls begin before a person, or the figures, let the rest follow. */
function begunBeforeCanary(journal: readonly BatchEntry[], campaigns: readonly CampaignEntry[]): string[] {
  const wrong = journal.filter(({ campaignId, number, at, to }) => {
    const state = campaigns.filter((entry) => entry.campaignId === campaignId && entry.at <= at).at(-1);
    const isHeld = state !== undefined && ["sending", "waiting", "stopped"].includes(state.canary);
    return to === "sending" && isHeld && number > state.canaryBatches;
  });
  return wrong.length > 0 ? [`${wrong.length} calls begun before the canary was over`] : [];
}

/** A worker that froze between intent and call must not call after its lease. */
function postedTooLate(calls: Map<string, Call>, accepted: readonly Accepted[]): string[] {
  const firsts = new Map(accepted.map((message) => [message.reference, message]));
  return [...firsts.values()].flatMap(({ reference, acceptedAt }) => {
    const call = calls.get(reference);
    const lateMs = call === undefined ? 0 : Math.round(acceptedAt - call.startedAt - sendLeaseSeconds * 1_000);
    return lateMs > 0 ? [`the call ${reference} was made ${lateMs} ms after its lease was over`] : [];
  });
}
