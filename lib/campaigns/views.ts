import type { Audience } from "../audience/schema";
import type { LedgerColumn, MessageStatus } from "../messages/rules";
import type { MergeValues } from "../text/merge";
import type { Halt } from "./halt";
import type { BatchEvent } from "./reasons";
import type { Guards, Timing } from "./schema";
import type { CampaignStatus, CanaryState } from "./status";

/** Campaigns as pages show them: plain data that queries make and components draw. Instants are ISO 8601. */

export const campaignGroups = ["all", "drafts", "running", "over"] as const;
export type CampaignGroup = (typeof campaignGroups)[number];

export const groupStatuses: Record<CampaignGroup, readonly CampaignStatus[] | null> = {
  all: null,
  drafts: ["draft"],
  running: ["scheduled", "preparing", "sending", "paused"],
  over: ["sent", "canceled"],
};

export type CampaignRow = {
  id: number;
  name: string;
  status: CampaignStatus;
  /** Null while nobody was asked to be texted yet. */
  audience: number | null;
  toGo: number;
  delivered: number;
  optOuts: number;
  editedAt: string;
  /** When a scheduled one starts, at its earliest place. */
  startsAt: string | null;
  /** A scheduled one that did not start and asks. */
  isMissed: boolean;
  launchedAt: string | null;
  finishedAt: string | null;
};

/** A scheduled campaign: what was decided, until it starts or somebody changes it. */
export type CampaignSchedule = {
  startsAt: string;
  /** Why it did not start and asks; null while it waits for its time. */
  halt: Halt | null;
};

export type CampaignDraft = {
  id: number;
  name: string;
  body: string;
  /** Of a scheduled one; a draft follows the settings. */
  confirmedOptOutLine: string | null;
  audience: Audience;
  timing: Timing;
  guards: Guards;
  status: CampaignStatus;
  version: number;
  savedAt: string;
};

/** The facts that stay as they are while a campaign runs. */
export type CampaignDetail = {
  id: number;
  name: string;
  body: string;
  sender: string;
  status: CampaignStatus;
  everyone: boolean;
  /** Names of the tags as they are today; a deleted tag is left out. */
  included: string[];
  excluded: string[];
  /** The campaign whose unreached people these are. */
  followUpOf: CampaignName | null;
  /** The newest first. */
  followUps: CampaignName[];
  /** Who said that it may go out at any hour since it is no marketing; null where quiet hours apply, or there are none. */
  notMarketing: { by: string; at: string } | null;
};

export type CampaignName = { id: number; name: string; status: CampaignStatus };

/** A batch of which nobody knows whether Sinch took it, or of which Sinch sent more than one try. */
export type UnclearBatch = {
  id: number;
  number: number;
  /** `duplicate` is settled: it is shown because people got the text twice. */
  state: "unclear" | "holding" | "duplicate";
  /** Of whom nobody knows. */
  people: number;
  isAsked: boolean;
  isLeft: boolean;
  /** When it is looked at next. */
  nextLookAt: string | null;
  /** Until when Sinch holds another try back. */
  heldUntil: string | null;
  /** The latest steps, oldest first. */
  events: BatchEvent[];
};

/** The latest ones; `total` counts all. */
export type UnclearBatches = { shown: UnclearBatch[]; total: number };

/** After a cancel: the messages that Sinch had not sent yet, and those that it took back. */
export type Recall = { asked: number; canceled: number; isUnderWay: boolean };

export type Ledger = Record<LedgerColumn, number>;

export type ReasonCount = {
  title: string;
  advice: string;
  people: number;
  /** Sinch's codes behind this reason, for a question to Sinch; empty for skips. */
  codes: number[];
};

export type Canary = {
  state: Exclude<CanaryState, "">;
  people: number;
  /** How long the rest waits once they have left, and until when. */
  waitMinutes: number;
  until: string | null;
};

/** People who wait for their hour, by the instant at which it comes, the soonest first. */
export type Waiting = {
  people: number;
  parts: { until: string; people: number; why: "local_time" | "quiet_hours" }[];
  /** Behind the last of these. */
  later: number;
};

/** The figures that change while a campaign runs. They come with the page and then every second over the event stream. */
export type CampaignLive = {
  id: number;
  status: CampaignStatus;
  /** Why it does not go on; null unless it is paused. */
  halt: Halt | null;
  launchedAt: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  /** Whether everybody in the audience has a row: before that the audience still grows. */
  isExpanded: boolean;
  audience: number;
  ledger: Ledger;
  delivered: number;
  /** Within `unknown`: people whose batch may or may not have reached Sinch. */
  unclear: number;
  /** Rises with every step about an unclear batch. */
  lastBatchEvent: number;
  /** Null where nothing was asked back. */
  recall: Recall | null;
  parts: number;
  optOuts: number;
  replies: number;
  failures: ReasonCount[];
  skips: ReasonCount[];
  /** Within `failed`: whom another try at another hour may reach. */
  unreached: number;
  /** The first people, who go alone; null without them. */
  canary: Canary | null;
  limits: Pick<Guards, "maxFailedPercent" | "maxOptOutPercent">;
  /** Within `toGo`: who may not be texted yet. */
  waiting: Waiting;
  /** Nothing leaves after this instant. */
  expiresAt: string | null;
  /** Why it is slower than the plan allows; null while nothing keeps it back. */
  planTrouble: PlanTrouble | null;
  /** Messages a second over the last seconds; null until it was measured and while nothing is sent. */
  rate: number | null;
  /** By the plan's rate; null unless something is being sent. */
  estimatedFinishAt: string | null;
  /** Nothing changes any more: the stream has ended. */
  isSettled: boolean;
};

export type PlanTrouble =
  /** Sinch answered 429; `waitsUntil` while it asked for a pause. */
  | { kind: "slowed"; perSecond: number; ofPerSecond: number; waitsUntil: string | null }
  /** So many calls in a row had no clear answer; null while one is tried. */
  | { kind: "unclear"; calls: number; nextTryAt: string | null };

export const recipientFilters = ["all", "delivered", "failed", "skipped", "unknown", "canceled", "waiting"] as const;
export type RecipientFilter = (typeof recipientFilters)[number];

export type RecipientRow = {
  seq: number;
  subscriberId: number;
  /** Null for somebody deleted since. */
  name: string | null;
  /** Masked unless the viewer may see numbers. */
  phone: string;
  status: MessageStatus;
  code: number;
  reason: string | null;
  parts: number;
  changedAt: string;
};

/** When the people of an audience would be texted, as it is today. Instants of the first and the last one's turn. */
export type Turns = {
  first: string;
  last: string;
  /** How many leave together at the earliest moment: those who go first are of them. */
  earliest: number;
  /** For whom the local time has passed. */
  over: number;
  /** Those who wait for quiet hours to end at their turn, and until when the last of them. */
  waiting: number;
  waitUntil: string | null;
};

export type PreviewPerson = { id: number; name: string; values: MergeValues };

export type Preview = {
  /** The first few eligible people. */
  people: PreviewPerson[];
  /** Whose text is longest among `sampled` people. */
  longest: PreviewPerson | null;
  sampled: number;
  /** How many of the sampled people get a text of so many parts, fewest parts first. */
  parts: { parts: number; people: number }[];
};
