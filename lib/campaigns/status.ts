/** The life of a campaign, as a table. Every change of status is one of these and is written as compare-and-swap. */
export const campaignStatuses = [
  "draft",
  "scheduled",
  "preparing",
  "sending",
  "paused",
  "sent",
  "canceled",
  "failed",
] as const;

export type CampaignStatus = (typeof campaignStatuses)[number];

export const transitions: Record<CampaignStatus, readonly CampaignStatus[]> = {
  draft: ["scheduled", "preparing"],
  scheduled: ["draft", "preparing", "canceled"],
  preparing: ["sending", "sent", "paused", "canceled", "failed"],
  sending: ["paused", "sent", "canceled", "failed"],
  paused: ["sending", "sent", "canceled"],
  sent: [],
  canceled: [],
  failed: [],
};

export function mayMove(from: CampaignStatus, to: CampaignStatus): boolean {
  return transitions[from].includes(to);
}

/** The statuses from which a campaign may become `to`. */
export function statusesBefore(to: CampaignStatus): CampaignStatus[] {
  return campaignStatuses.filter((from) => mayMove(from, to));
}

export function isDraft(status: CampaignStatus): boolean {
  return status === "draft";
}

export function isScheduled(status: CampaignStatus): boolean {
  return status === "scheduled";
}

export function isRunning(status: CampaignStatus): boolean {
  return status === "preparing" || status === "sending";
}

export function isOver(status: CampaignStatus): boolean {
  return transitions[status].length === 0;
}

/**
 * The first people go alone: `sending`, then the rest is `waiting` for what becomes of them, then it is `passed`; or
 * `stopped`, when a limit was exceeded. Empty without a canary.
 */
export const canaryStates = ["", "sending", "waiting", "passed", "stopped"] as const;

export type CanaryState = (typeof canaryStates)[number];
