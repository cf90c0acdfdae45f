import type { Halt } from "../campaigns/halt";
/** What the overview shows: plain data. Instants are ISO 8601, rates are shares between 0 and 1. */

export const ranges = [7, 30, 90, 365] as const;
export type Range = (typeof ranges)[number];
export const defaultRange: Range = 30;

export const activityMetrics = ["accepted", "delivered", "failed", "opted_out"] as const;
export type ActivityMetric = (typeof activityMetrics)[number];
export type Activity = Record<ActivityMetric, number>;

/** "2026-11-21" and what happened between its two midnights in the organisation's zone. */
export type ActivityDay = { day: string; values: Activity };

export type Figures = {
  /** The last 30 days, today included. */
  latest: Activity;
  /** The 30 days before, up to the same time of day. */
  before: Activity;
  /** Median of the installation's earlier stretches of 30 days; null while there are too few. */
  medianOptOutRate: number | null;
};

export type Connection = {
  isSimulated: boolean;
  api: "sms" | "conversation";
  region: string;
  lastCallbackAt: string | null;
  lastAcceptedAt: string | null;
  workersAlive: number;
  /** Why batches of running campaigns could not be handed over in the last minutes; null while all is well. */
  unreachable: { batches: number; reason: string } | null;
};

export type Needs = {
  /** Batches of which nobody knows whether Sinch took them; they are never sent again blindly. */
  unclear: { batches: number; people: number; campaignId: number } | null;
  /** Campaigns that stopped because Sinch refused every batch. */
  paused: { id: number; name: string; halt: Halt }[];
  /** Scheduled campaigns that did not start at their time, and ask. */
  unstarted: { id: number; name: string; halt: Halt }[];
  drafts: { count: number; latest: { id: number; name: string; editedAt: string } } | null;
};

/** How far a new installation has come. */
export type FirstSteps = { subscribers: number; hasCampaign: boolean; hasTest: boolean; hasLaunched: boolean };
