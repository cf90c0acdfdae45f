import { recoveryPerSecond, strikesToBreak } from "../../sending/rules";
import type { CampaignStatus } from "../status";
import { isRunning } from "../status";
import type { PlanTrouble } from "../views";

/** The plan's limiter as its row says; instants are seconds since 1970 on the database's clock, `now` is, too. */
export type Limiter = { share: number; loweredAt: number; strikes: number; brokenUntil: number; now: number };

/** The reason that keeps a running campaign below the plan's rate; null while nothing does. Pure. */
export function planTroubleOf(
  limiter: Limiter | null,
  status: CampaignStatus,
  messagesPerSecond: number,
): PlanTrouble | null {
  if (limiter === null || !isRunning(status)) return null;
  const { share, loweredAt, strikes, brokenUntil, now } = limiter;
  const until = brokenUntil > now ? new Date(brokenUntil * 1_000).toISOString() : null;
  if (strikes >= strikesToBreak) return { kind: "unclear", calls: strikes, nextTryAt: until };
  const perSecond = Math.round(messagesPerSecond * Math.min(1, share + recoveryPerSecond * (now - loweredAt)));
  if (until === null && perSecond >= messagesPerSecond) return null;
  return { kind: "slowed", perSecond, ofPerSecond: messagesPerSecond, waitsUntil: until };
}
