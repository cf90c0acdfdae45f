import { availableParallelism, loadavg } from "node:os";
import { batchSizeFor } from "@/lib/sending/rules";
import type { Accepted } from "./ground-truth.ts";
import type { World } from "./world.ts";

/**
 * I7: no second sees more than the plan's rate, as the simulator saw the calls arrive. Allowed for are 5 %, and one batch that
 * was held up for some milliseconds and so counts in the second behind it. That is asked of quiet runs on a machine that is
 * not overloaded. Where workers freeze, wires are slow or processes wait for a processor, every lane of every worker may
 * have one batch that leaves late, within its lease. The bench `rate` measures the 2 % that are promised.
 */
const overheadShare = 0.05;
const lanesPerCampaign = 4;

export type RateFindings = {
  /** The fullest second, as a share of the plan's rate; null where the strict bound was not asked for. */
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

/** `moments` in ascending order. */
export function fullestSecond(moments: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, moment] of moments.entries()) {
    while ((moments[first] ?? moment) <= moment - 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
