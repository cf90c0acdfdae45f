import type { LimitExceeded } from "../../campaigns/halt";
import type { Guards } from "../../campaigns/schema";
import type { CanaryState } from "../../campaigns/status";

/** The returns of a campaign: texts with a final report, and people who opted out because of the campaign. */
export type Returns = { delivered: number; failed: number; optOuts: number };

/** A campaign on its way, as its guards see it. */
export type Guarded = {
  guards: Guards;
  canary: CanaryState;
  canaryPeople: number;
  /** None of the canary's batches is open any more. */
  isCanarySent: boolean;
  /** The time is over for which the rest waits. */
  isWaitOver: boolean;
  /** Texts that left and of which nothing final is known. */
  onTheirWay: number;
  returns: Returns;
  /** The figures that a person had seen when they let it go on; all zero until then. */
  reviewed: Returns;
};

export type Verdict =
  | { kind: "go_on" }
  /** The canary has left: now the rest waits. */
  | { kind: "wait" }
  /** The rest may follow. */
  | { kind: "pass" }
  | { kind: "stop"; halt: LimitExceeded };

/** Shares of fewer reports say little. A canary is smaller on purpose: there, all of its reports are enough. */
export const fewestReports = 50;

/** No I/O, no clock. A person who let a campaign go on has seen its figures: only later ones are judged. */
export function judge(campaign: Guarded): Verdict {
  const { canary, returns, reviewed } = campaign;
  const fresh: Returns = {
    delivered: returns.delivered - reviewed.delivered,
    failed: returns.failed - reviewed.failed,
    optOuts: returns.optOuts - reviewed.optOuts,
  };
  const exceeded = excess(campaign.guards, fresh);
  const isCanary = canary === "sending" || canary === "waiting";
  if (exceeded && (hasEnough(fresh) || (isCanary && isCanaryKnown(campaign)))) {
    return { kind: "stop", halt: { code: "limit_exceeded", ...exceeded, after: occasion(campaign, fresh) } };
  }
  if (canary === "sending" && campaign.isCanarySent) return { kind: "wait" };
  if (canary === "waiting" && campaign.isWaitOver) return { kind: "pass" };
  return { kind: "go_on" };
}

function hasEnough({ delivered, failed }: Returns): boolean {
  return delivered + failed >= fewestReports;
}

/** There is nothing more to learn about the canary, or no more time for it. */
function isCanaryKnown({ canary, isCanarySent, isWaitOver, onTheirWay }: Guarded): boolean {
  return (isCanarySent && onTheirWay === 0) || (canary === "waiting" && isWaitOver);
}

function occasion({ canary, canaryPeople, reviewed }: Guarded, fresh: Returns): LimitExceeded["after"] {
  if (canary === "sending" || canary === "waiting") return { kind: "canary", people: canaryPeople };
  const isMore = reviewed.delivered + reviewed.failed > 0;
  return { kind: "reports", reports: fresh.delivered + fresh.failed, isMore };
}

type Excess = Pick<LimitExceeded, "of" | "part" | "whole" | "limitPercent">;

function excess(
  { maxFailedPercent, maxOptOutPercent }: Guards,
  { delivered, failed, optOuts }: Returns,
): Excess | null {
  const reports = delivered + failed;
  if (isAbove(failed, reports, maxFailedPercent)) {
    return { of: "failed", part: failed, whole: reports, limitPercent: maxFailedPercent };
  }
  if (isAbove(optOuts, delivered, maxOptOutPercent)) {
    return { of: "opted_out", part: optOuts, whole: delivered, limitPercent: maxOptOutPercent };
  }
  return null;
}

function isAbove(part: number, whole: number, percent: number | null): percent is number {
  return percent !== null && part * 100 > percent * whole;
}
