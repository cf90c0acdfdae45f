import { mayBecome } from "@/lib/messages/rules";
import { type BatchState, batchTransitions, sendLeaseSeconds } from "@/lib/sending/rules";
import { type BatchEntry, type CampaignEntry, readCampaigns, readJournal, readMoves } from "./journal.ts";
import { isStoppedSince } from "./notes.ts";
import type { Accepted } from "./truth.ts";
import type { World } from "./world.ts";

/** What must have been true all the time, not only in the end: I4, I5, I6, and that no call outlives its lease. */
export async function checkHistory(world: World, accepted: readonly Accepted[]): Promise<string[]> {
  const journal = await readJournal(world.database);
  return [
    ...(await illegalMoves(world, journal)),
    ...sentInSpiteOfStop(world, journal, accepted),
    ...begunWhileHalted(world, journal),
    ...begunBeforeCanary(journal, await readCampaigns(world.database)),
    ...postedTooLate(journal, accepted),
  ];
}

async function illegalMoves(world: World, journal: readonly BatchEntry[]): Promise<string[]> {
  const batches = journal.filter(({ from, to }) => !batchTransitions[from as BatchState]?.includes(to as BatchState));
  const messages = (await readMoves(world.database)).filter(({ from, to }) => !mayBecome(from, to));
  return [
    ...new Set(batches.map(({ from, to }) => `a batch went from ${from} to ${to}`)),
    ...messages.map(({ from, to }) => `a message went from ${from} to ${to}`),
  ];
}

/** The entries of the batch that a text was sent in: when it was claimed and when its intent was committed. */
function storyOf(journal: readonly BatchEntry[], batch: NonNullable<Accepted["batch"]>) {
  const own = journal.filter(({ campaignId, number }) => campaignId === batch.campaignId && number === batch.number);
  const intent = own.filter(({ to }) => to === "sending")[batch.attempt - 1];
  const claim = own.filter(({ at, to }) => to === "claimed" && intent && at <= intent.at).at(-1);
  return { intent, claim };
}

/** I5: a STOP that was acknowledged before the batch was claimed. */
function sentInSpiteOfStop(world: World, journal: readonly BatchEntry[], accepted: readonly Accepted[]): string[] {
  const spoken = new Set(world.notes.words.map(({ phone }) => phone));
  const wrong = accepted.filter(({ phone, batch }) => {
    if (batch === null || !spoken.has(phone)) return false;
    const { claim } = storyOf(journal, batch);
    return claim === undefined || isStoppedSince(world.notes, phone, claim.at);
  });
  return wrong.length > 0 ? [`${wrong.length} texts to people whose STOP was acknowledged before`] : [];
}

/** A statement that began a moment before the pause may still commit. */
const graceMs = 500;

/** I6: no call is begun once a pause, a cancel or the kill switch is committed. */
function begunWhileHalted({ notes }: World, journal: readonly BatchEntry[]): string[] {
  const halts = [
    ...notes.pauses,
    ...notes.cancels.map(({ campaignId, at }) => ({ campaignId, from: at, to: Infinity })),
    ...notes.halts.map((halt) => ({ campaignId: null, ...halt })),
  ];
  const wrong = journal.filter(
    ({ campaignId, at, to }) =>
      to === "sending" &&
      halts.some((halt) => (halt.campaignId ?? campaignId) === campaignId && at > halt.from + graceMs && at < halt.to),
  );
  return wrong.length > 0 ? [`${wrong.length} calls begun while paused, canceled or halted`] : [];
}

/** Nobody but the canary before somebody, or the figures, let the rest follow. Calls that wait behind it are begun after that. */
function begunBeforeCanary(journal: readonly BatchEntry[], campaigns: readonly CampaignEntry[]): string[] {
  const wrong = journal.filter(({ campaignId, number, at, to }) => {
    const state = campaigns.filter((entry) => entry.campaignId === campaignId && entry.at <= at).at(-1);
    const isHeld = state !== undefined && ["sending", "waiting", "stopped"].includes(state.canary);
    return to === "sending" && isHeld && number > state.canaryBatches;
  });
  return wrong.length > 0 ? [`${wrong.length} calls begun before the canary was over`] : [];
}

/** Whoever was frozen between the intent and the call must not call once its lease is over. */
function postedTooLate(journal: readonly BatchEntry[], accepted: readonly Accepted[]): string[] {
  const firsts = new Map(accepted.map((message) => [message.reference, message]));
  return [...firsts.values()].flatMap(({ batch, reference, acceptedAt }) => {
    const intent = batch === null ? undefined : storyOf(journal, batch).intent;
    const lateMs = intent === undefined ? 0 : Math.round(acceptedAt - intent.at - sendLeaseSeconds * 1_000);
    return lateMs > 0 ? [`the call ${reference} was made ${lateMs} ms after its lease was over`] : [];
  });
}
