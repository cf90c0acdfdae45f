import { answerQuestions } from "./decisions.ts";
import { observe } from "./open-work.ts";
import { createPatience, type Ending, type Limits, limits } from "./patience.ts";
import { clearUp } from "./proxy.ts";
import { retryWhileUnavailable, viewer, type World, wait } from "./world.ts";

/**
 * The faults are over: everything is mended, paused campaigns go on, and the run works off what is left. Leases are those of
 * production; only a call whose every possible caller is dead has its lease ended early.
 */
export async function drain(world: World, within: Limits = limits): Promise<Ending> {
  world.workers.calm();
  await Promise.all(world.notes.pending);
  await clearUp(world.toSinch);
  await clearUp(world.callbacks);
  const judge = createPatience(performance.now(), within);
  for (;;) {
    await endCallsOfTheDead(world);
    await resumePaused(world);
    await answerQuestions(world);
    const observation = await observe(world);
    const ending = judge(performance.now(), observation);
    if (ending !== null) return ending;
    await wait(observation.open.length === 0 ? 250 : 400);
  }
}

async function resumePaused({ database }: World): Promise<void> {
  const { rows } = await database.query<{ id: number }>("SELECT id FROM campaign WHERE status = 'paused'");
  const { resumeCampaign } = await import("@/lib/campaigns/commands/pause-resume");
  for (const { id } of rows) await retryWhileUnavailable(() => resumeCampaign(viewer, { campaignId: id }));
}

async function endCallsOfTheDead({ database, workers }: World): Promise<void> {
  const oldest = new Date(workers.oldestStart());
  await database.query(
    `UPDATE batch b SET lease_until = clock_timestamp() FROM batch_attempt a
      WHERE a.batch_id = b.id AND a.number = b.attempts AND b.state = 'sending' AND a.started_at < $1
        AND b.lease_until > clock_timestamp()`,
    [oldest],
  );
  await database.query(
    `UPDATE direct_message SET attempted_at = attempted_at - interval '2 minutes'
      WHERE status = 0 AND attempted_at < $1 AND attempted_at > now() - interval '90 s'`,
    [oldest],
  );
}
