import "server-only";
import { weightOfOne } from "../batch/weight";
import { newLane, step } from "../core/lane";
import type { LaneAnswer } from "../core/lane-protocol";
import type { Engine } from "../engine/engine";
import { LaneExecutor } from "./perform";

/**
 * A lane: claims one batch of a campaign after another and sends it. Any number of lanes on any number of workers
 * share a campaign's batches. The order of steps is decided in core/lane.ts; here its effects are performed and their answers fed
 * back. A crash at any line leaves a claim that runs out or an intent that becomes `unclear`; nothing is sent twice.
 */
export async function dispatchCampaign(
  campaignId: number,
  engine: Engine,
  signal: AbortSignal,
  number = 0,
): Promise<void> {
  const executor = new LaneExecutor(campaignId, number, engine, signal);
  let lane = newLane(await weightOfOne(campaignId, engine.plan));
  let answer: LaneAnswer = { kind: "started" };
  while (lane.phase.is !== "over") {
    const next = step(lane, { ...answer, at: performance.now() });
    lane = next.lane;
    for (const effect of next.effects) answer = await executor.perform(effect);
  }
}
