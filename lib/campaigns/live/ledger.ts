import { canceledBySinch, isUnreached, type Reason, reasonFor } from "../../messages/reasons";
import { ledgerColumnOf, ledgerColumns, messageStatus, messageStatusOf } from "../../messages/rules";
import type { CampaignStatus } from "../status";
import { isOver, isRunning } from "../status";
import type { Canary, Ledger, ReasonCount, Recall, Waiting } from "../views";

/** From a campaign's counters to what a page says. Pure; `now` and the plan's rate are parameters. */
export type Counter = { status: number; code: number; messages: number; parts: number };

/** Every message is in exactly one column, so the columns add up to the audience. */
export function ledgerOf(counters: readonly Counter[]): Ledger {
  const ledger: Ledger = { accepted: 0, skipped: 0, failed: 0, canceled: 0, unknown: 0, toGo: 0 };
  for (const { status, messages } of counters) ledger[ledgerColumnOf[messageStatusOf(status)]] += messages;
  return ledger;
}

export function audienceOf(ledger: Ledger): number {
  return ledgerColumns.reduce((sum, column) => sum + ledger[column], 0);
}

export function countOf(counters: readonly Counter[], ...statuses: number[]): number {
  return sum(counters.filter(({ status }) => statuses.includes(status)));
}

export function failuresOf(counters: readonly Counter[]): ReasonCount[] {
  return grouped(counters.filter(({ status }) => ledgerColumnOf[messageStatusOf(status)] === "failed"));
}

export function skipsOf(counters: readonly Counter[]): ReasonCount[] {
  return grouped(counters.filter(({ status }) => status === messageStatus.skipped)).map((group) => ({
    ...group,
    codes: [],
  }));
}

/** Whom another try at another hour may reach. */
export function countUnreached(counters: readonly Counter[]): number {
  return sum(counters.filter(({ status, code }) => isUnreached(status, code)));
}

/** Codes that mean the same to a reader are one line, the largest first. */
function grouped(counters: readonly Counter[]): ReasonCount[] {
  const groups = new Map<string, ReasonCount>();
  for (const { status, code, messages } of counters) {
    if (messages === 0) continue;
    const reason: Reason = reasonFor(status, code) ?? { title: "Failed", advice: "" };
    const group = groups.get(reason.title) ?? { ...reason, people: 0, codes: [] };
    group.people += messages;
    if (code !== 0 && !group.codes.includes(code)) group.codes.push(code);
    groups.set(reason.title, group);
  }
  return [...groups.values()].sort((a, b) => b.people - a.people || a.title.localeCompare(b.title));
}

/** The messages that were asked back from Sinch, and those that it took back. */
export function recallOf(counters: readonly Counter[], asked: number, isUnderWay: boolean): Recall | null {
  if (asked === 0) return null;
  const taken = counters.filter(({ status, code }) => status === messageStatus.canceled && code === canceledBySinch);
  return { asked, canceled: Math.min(asked, sum(taken)), isUnderWay };
}

function sum(counters: readonly Counter[]): number {
  return counters.reduce((total, { messages }) => total + messages, 0);
}

/** The first of them one by one; a page has no room for all. */
export function waitingOf(parts: Waiting["parts"]): Waiting {
  const sumOf = (some: Waiting["parts"]) => some.reduce((sum, { people }) => sum + people, 0);
  return {
    people: sumOf(parts),
    parts: parts.slice(0, shownParts).map((part) => ({ ...part, until: new Date(part.until).toISOString() })),
    later: sumOf(parts.slice(shownParts)),
  };
}

const shownParts = 10;

/**
 * When the rest will have left at the plan's rate, those who wait for their hour behind the others; null unless it is leaving, or
 * it is known when it follows its canary.
 */
export function estimateFinish(
  status: CampaignStatus,
  toGo: number,
  messagesPerSecond: number,
  now: Date,
  canary: Canary | null = null,
  waiting: Waiting = waitingOf([]),
): Date | null {
  if (!isRunning(status) || toGo === 0 || canary?.state === "sending") return null;
  const until = canary?.state === "waiting" && canary.until ? Date.parse(canary.until) : 0;
  const takes = (people: number) => Math.ceil((Math.max(0, people) / messagesPerSecond) * 1_000);
  const due = Math.max(until, now.getTime()) + takes(toGo - waiting.people);
  const last = waiting.parts.reduce((at, part) => Math.max(at, Date.parse(part.until)) + takes(part.people), due);
  return new Date(last + takes(waiting.later));
}

/** People answer for a while after the last message arrived: until then the page stays live. */
const answersMs = 15 * 60_000;
/** A delivery report that is a day late is not worth an open connection. */
const longestMs = 24 * 3_600_000;

export function isSettled(status: CampaignStatus, finishedAt: Date | null, pending: number, now: Date): boolean {
  if (!isOver(status) || finishedAt === null) return false;
  const age = now.getTime() - finishedAt.getTime();
  return age > longestMs || (pending === 0 && age > answersMs);
}
