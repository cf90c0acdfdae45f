import { count } from "./notes.ts";
import { later, retryWhileUnavailable, viewer, type World } from "./world.ts";

type Asked = { campaignId: number; batchId: number };

/** A person answers the questions of the engine about unclear batches, with either answer. Half of the answers are followed by the death of a worker. */
export async function answerQuestions(world: World): Promise<void> {
  const { database, dice, notes } = world;
  if (notes.toDecide === 0) return;
  const { rows } = await database.query<Asked>(
    `SELECT campaign_id AS "campaignId", id AS "batchId" FROM batch WHERE state = 'unclear' AND decision = 'asked'
      ORDER BY id LIMIT $1`,
    [notes.toDecide],
  );
  const { decideUnclear } = await import("@/lib/campaigns/commands/unclear");
  for (const asked of rows) {
    const decision = dice.chance(0.65) ? "resend" : "leave";
    if (!(await retryWhileUnavailable(() => decideUnclear(viewer, { ...asked, decision })))) continue;
    notes.toDecide -= 1;
    count(notes, `decide_${decision}`);
    const victim = dice.between(0, 5);
    if (dice.chance(0.5)) later(world, dice.between(0, 1_500), async () => killOne(world, victim));
  }
}

function killOne({ workers, notes }: World, which: number): void {
  if (workers.strike("SIGKILL", which)) count(notes, "kill");
}
