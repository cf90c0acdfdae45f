import type { Guards } from "../../campaigns/schema";
import type { CanaryState } from "../../campaigns/status";
import { formatCount, formatCounted, formatPercent, formatShare, plural } from "../../format";

/** What came back: texts with a final report, and people who opted out because of the campaign. */
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
  /** What somebody had seen when they let it go on; all zero while nobody did. */
  reviewed: Returns;
};

export type Verdict =
  | { kind: "go_on" }
  /** The canary has left: now the rest waits. */
  | { kind: "wait" }
  /** The rest may follow. */
  | { kind: "pass" }
  | { kind: "stop"; reason: string };

/** Shares of fewer reports say little. A canary is smaller on purpose: there, all of its reports are enough. */
export const fewestReports = 50;

/** No I/O, no clock. Whoever let a campaign go on has seen its figures: only what came after them is judged. */
export function judge(campaign: Guarded): Verdict {
  const { canary, returns, reviewed } = campaign;
  const fresh: Returns = {
    delivered: returns.delivered - reviewed.delivered,
    failed: returns.failed - reviewed.failed,
    optOuts: returns.optOuts - reviewed.optOuts,
  };
  const problem = excess(campaign.guards, fresh);
  const isCanary = canary === "sending" || canary === "waiting";
  if (problem && (hasEnough(fresh) || (isCanary && isCanaryKnown(campaign)))) {
    return { kind: "stop", reason: `Paused after ${occasion(campaign, fresh)}: ${problem}.` };
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

function occasion({ canary, canaryPeople, reviewed }: Guarded, fresh: Returns): string {
  if (canary === "sending" || canary === "waiting")
    return `the first ${plural(canaryPeople, "one", formatCount(canaryPeople))}`;
  const hasReviewed = reviewed.delivered + reviewed.failed > 0;
  return formatCounted(fresh.delivered + fresh.failed, hasReviewed ? "more report" : "report");
}

/** Which limit is exceeded, in words and figures. */
function excess(
  { maxFailedPercent, maxOptOutPercent }: Guards,
  { delivered, failed, optOuts }: Returns,
): string | null {
  const reports = delivered + failed;
  if (isAbove(failed, reports, maxFailedPercent)) {
    return words(failed, reports, "failed", plural(reports, "report", "reports"), maxFailedPercent);
  }
  if (isAbove(optOuts, delivered, maxOptOutPercent)) {
    return words(optOuts, delivered, "opted out", "delivered", maxOptOutPercent);
  }
  return null;
}

function isAbove(part: number, whole: number, percent: number | null): percent is number {
  return percent !== null && part * 100 > percent * whole;
}

function words(part: number, whole: number, what: string, of: string, percent: number): string {
  const share = `${formatShare(part, whole)} ${what} (${formatCount(part)} of ${formatCount(whole)} ${of})`;
  return `${share}, the limit is ${formatPercent(percent / 100)}`;
}
