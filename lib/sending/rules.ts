/**
 * The life of a batch, as a table. `sending` is committed before the first byte leaves, so a batch found in it after
 * its lease ran out may have been accepted: it becomes `unclear` and is never sent again blindly. `holding`: nobody found it
 * at Sinch for long enough, and a second try lies there unsent, to be taken back if the first one turns up after all.
 */
export const batchStates = [
  "ready",
  "claimed",
  "sending",
  "accepted",
  "rejected",
  "unclear",
  "holding",
  "canceled",
  "empty",
] as const;
export type BatchState = (typeof batchStates)[number];

export const batchTransitions: Record<BatchState, readonly BatchState[]> = {
  ready: ["claimed", "canceled", "unclear"],
  claimed: ["sending", "ready", "canceled", "empty", "accepted", "unclear"],
  sending: ["accepted", "rejected", "unclear", "ready"],
  unclear: ["accepted", "holding", "ready"],
  holding: ["accepted", "unclear"],
  accepted: [],
  rejected: [],
  canceled: [],
  empty: [],
};

/** Work that is still to be done before a campaign is over. An unclear batch waits for facts, not for us. */
export const openBatchStates: readonly BatchState[] = ["ready", "claimed", "sending"];

/**
 * Batches of later waves (waves.ts) have higher numbers, and lanes take them by number: those that wait are never in the way of
 * those that are due. So many numbers are each wave's own.
 */
export const numbersOfWave = 10_000_000;

/** Sinch takes at most 1,000 recipients a batch (sinch-api A.5). */
const maxBatchSize = 1_000;

/** No second, wherever it begins, may see more than this of the plan's rate. */
export const fullestSecond = 1.02;

/**
 * About a tenth of a second of the plan's rate: Sinch's own queue stays short, pausing takes effect at once, and ten calls
 * a second are few. Batches leave whole, so it is a size of which a second can hold only so many that it is not too full;
 * if possible one that leaves room for a batch that is a few milliseconds off its slot.
 */
export function batchSizeFor(messagesPerSecond: number): number {
  const most = Math.min(maxBatchSize, Math.floor((messagesPerSecond * fullestSecond) / 10));
  const holds = (size: number, room: number) =>
    fullest(size, messagesPerSecond * room) <= messagesPerSecond * fullestSecond;
  for (let size = most; size > most / 2; size--) if (holds(size, 1.01)) return size;
  for (let size = most; size > 1; size--) if (holds(size, 1)) return size;
  return 1;
}

/** The most people in whole batches that fit into a second at this rate. */
function fullest(batchSize: number, messagesPerSecond: number): number {
  return Math.ceil(messagesPerSecond / batchSize) * batchSize;
}

/** Under the granted rate by so much that a call a few milliseconds off its slot makes no second too full. */
export const paceShare = 0.995;

/** A 429 halves the rate, at most once a second whoever got one, and never below this share of the plan's. */
export const leastShare = 0.05;

/**
 * It grows again by this share of the plan's rate a second: after one 429 it is back within ten seconds, and a limit that
 * lasts is asked about every few seconds, at the cost of one refused call that nobody is texted twice for.
 */
export const recoveryPerSecond = 0.05;

/** After so many calls in a row of which nobody knows what became, nobody calls for a while, and then one. */
export const strikesToBreak = 3;

/** Each of those calls costs minutes of looking up, so the pauses grow; the last one stays. */
export const breakSeconds = [5, 10, 20, 40, 60] as const;

/** So many lanes a worker runs. */
export const lanesPerWorker = 24;

/** Enough to hide the round trips at high rates; at low ones they wait for the same slots. */
const lanesPerCampaign = 4;

/**
 * How many lanes each of the running campaigns has. Reservations are served in their order, so campaigns with the same number
 * of lanes have the same share of the plan: where there are not places for four of each, all of them have fewer.
 */
export function lanesFor(campaigns: number, workers: number): number {
  const places = lanesPerWorker * Math.max(1, workers);
  return Math.min(lanesPerCampaign, Math.max(1, Math.floor(places / Math.max(1, campaigns))));
}

/** So long a lane works before it looks whether other campaigns need its place in the worker. */
export const laneTurnMs = 2_000;

/** A claim is short, renewed while it waits: what a dead worker held is free again soon. */
export const claimLeaseSeconds = 6;
export const renewClaimEveryMs = 2_000;

/** The intent sets a lease that outlives the call for certain: only then is a missing outcome a dead worker. */
export const sendTimeoutMs = 30_000;
export const sendLeaseSeconds = 45;

/** A worker that stood still for longer after the intent does not call: the call might outlive its lease. See call-in-time.ts */
export const latestCallMs = sendLeaseSeconds * 1_000 - sendTimeoutMs - 10_000;

/** Before a campaign's last moment: a call that is begun in them could reach Sinch after it. */
export const lastSecondsMs = 10_000;

/** Unique per POST, opaque, ≤ 128 characters: it comes back in every delivery report. */
export function batchReference(campaignId: number, batchNumber: number, attempt: number, installation: string): string {
  return `c.${installation}.${campaignId}.${batchNumber}.${attempt}`;
}
