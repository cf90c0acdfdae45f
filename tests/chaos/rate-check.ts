import { availableParallelism, loadavg } from "node:os";
import { batchSizeFor } from "@/lib/sending/rules";
import type { Accepted } from "./ground-truth.ts";
import type { World } from "./world.ts";

/**
 * I7: no second has more texts than the plan's rate, by the arrival of calls at the simulator. The strict bound adds 5 %, and one
 * batch that was delayed by some milliseconds into the second behind it. It holds for quiet runs on a machine that is not
 * overloaded. With frozen workers, slow wires or a busy processor, every lane of every worker may have one batch that leaves late,
 * within its lease. The bench `rate` measures the 2 % that are promised.
 */
const overheadShare = 0.05;
const lanesPerCampaign = 4;

export type RateFindings = {
  /** The fullest second, as a share of the plan's rate; null without the strict bound. */
  fullest: number | null;
  problems: string[];
};

export function checkRate(world: World, accepted: readonly Accepted[]): RateFindings {
  const { rate, workers, campaigns, isQuiet } = world.plan;
  const isStrict = isQuiet && isMachineCalm();
  const many = fullestSecond(accepted.map(({ acceptedAt }) => acceptedAt).sort((one, other) => one - other));
  const late = isStrict ? 1 : lanesPerCampaign * workers * campaigns.length;
  const most = rate * (1 + overheadShare) + late * batchSizeFor(rate);
  const problems = many > most ? [`${many} texts within one second at a plan of ${rate}`] : [];
  return { fullest: isStrict ? many / rate : null, problems };
}

function isMachineCalm(): boolean {
  const [lastMinute = 0] = loadavg();
  return lastMinute <= availableParallelism();
}

/** `moments` are in ascending order. */
export function fullestSecond(moments: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, moment] of moments.entries()) {
    while ((moments[first] ?? moment) <= moment - 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
