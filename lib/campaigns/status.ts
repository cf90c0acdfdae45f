/**
 * The life of a campaign, as a table: from each status the ones that may follow, with what such a move is called. `move.ts` is the
 * only writer, and the database refuses a move that stands here not (a trigger made from this table).
 */
export const campaignStatuses = ["draft", "scheduled", "preparing", "sending", "paused", "sent", "canceled"] as const;

export type CampaignStatus = (typeof campaignStatuses)[number];

export type CampaignMove =
  | "scheduled"
  | "unscheduled"
  | "launched"
  | "started"
  | "paused"
  | "resumed"
  | "sent"
  | "canceled";

export const transitions: Record<CampaignStatus, Partial<Record<CampaignStatus, CampaignMove>>> = {
  draft: { scheduled: "scheduled", preparing: "launched" },
  scheduled: { draft: "unscheduled", preparing: "launched", canceled: "canceled" },
  preparing: { sending: "started", sent: "sent", paused: "paused", canceled: "canceled" },
  sending: { paused: "paused", sent: "sent", canceled: "canceled" },
  paused: { sending: "resumed", sent: "sent", canceled: "canceled" },
  sent: {},
  canceled: {},
};

export function mayMove(from: CampaignStatus, to: CampaignStatus): boolean {
  return moveOf(from, to) !== undefined;
}

/** The move's name in events; undefined where there is no such move. */
export function moveOf(from: CampaignStatus, to: CampaignStatus): CampaignMove | undefined {
  return transitions[from][to];
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
  return Object.keys(transitions[status]).length === 0;
}

/**
 * The first people go alone: `sending`, then the rest is `waiting` for what becomes of them, then it is `passed`; or
 * `stopped`, when a limit was exceeded. Empty without a canary.
 */
export const canaryStates = ["", "sending", "waiting", "passed", "stopped"] as const;
export type CanaryState = (typeof canaryStates)[number];
