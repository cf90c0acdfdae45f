import { messageStatus } from "@/lib/messages/rules";
import { checkConsistency } from "./consistency-check.ts";
import { checkFrequencyCap } from "./frequency-cap-check.ts";
import { type Accepted, type LedgerRow, readAccepted, readLedger } from "./ground-truth.ts";
import { checkHistory } from "./history-check.ts";
import { type Keyword, lastKeywords } from "./notes.ts";
import { type Pending, pendingKey } from "./open-work.ts";
import { checkRate } from "./rate-check.ts";
import { readOrders } from "./resend-check.ts";
import { checkUnclear } from "./unclear-check.ts";
import { look, type World } from "./world.ts";

/** The checks after the drain: the texts that Sinch accepted, our ledger, and the history between them (I1 to I9). */
export type Findings = {
  /** Texts beyond the one that a person should get. */
  duplicates: number;
  /** Texts beyond the first that follow from a person's decision about an unclear batch. */
  decidedTwice: number;
  /** People and acknowledged callbacks that nothing accounts for, and that nothing will account for any more. */
  lost: number;
  /** People whose batch, and reports whose callback, was still under way when the patience of a moving run ended. */
  unfinished: number;
  /** Every other broken invariant, in words. */
  unexplained: string[];
};

type Callbacks = {
  callbacks: { delivered: number; refused: number; givenUp: number; missing: number; dropped: number };
};

/** `pending` is read before all else: work that gets done meanwhile then counts as pending, never as lost. */
export async function examine(world: World, pending: Pending): Promise<Findings & { fullestSecond: number | null }> {
  const accepted = await readAccepted(world);
  const ledger = await readLedger(world);
  const { callbacks } = await look<Callbacks>(world, "stats");
  const texts = accepted.filter(({ batch }) => batch);
  const orders = await readOrders(world);
  const duplicates = countDuplicates(texts, orders.ordered);
  const decidedTwice = countDuplicates(texts) - duplicates;
  const findings: Findings = { duplicates, decidedTwice, lost: 0, unfinished: 0, unexplained: orders.problems };
  findings.duplicates += countExtraAnswers(world, accepted);
  findings.unexplained.push(...(await strangers(world, accepted, ledger)));
  const unheard = callbacks.refused + callbacks.givenUp + callbacks.missing + callbacks.dropped;
  compareLedger(findings, { accepted, ledger, unheard, pending });
  await compareCallbacks(findings, world, callbacks.delivered);
  const rate = checkRate(world, accepted);
  findings.unexplained.push(
    ...(await checkConsistency(world)),
    ...(await checkHistory(world, accepted)),
    ...rate.problems,
  );
  findings.unexplained.push(...(await checkFrequencyCap(world, texts)), ...checkUnclear(world, texts, ledger));
  return { ...findings, fullestSecond: rate.fullest };
}

const keyOf = ({ batch, phone }: Accepted) => `${batch?.campaignId} ${phone}`;

/** I1: a campaign texts a person at most once, and once more for each order of a person. */
export function countDuplicates(accepted: readonly Accepted[], ordered: ReadonlySet<string> = new Set()): number {
  const beyond = [...Map.groupBy(accepted, keyOf).values()].map(
    (texts) => texts.length - 1 - texts.filter(({ reference }) => ordered.has(reference)).length,
  );
  return beyond.reduce((sum, many) => sum + Math.max(0, many), 0);
}

/** I1: a keyword gets one answer at most. Some handsets write one keyword more by themselves. */
function countExtraAnswers({ notes }: World, accepted: readonly Accepted[]): number {
  const answers = accepted.filter(({ batch }) => batch === null);
  const twice = answers.length - new Set(answers.map(({ reference }) => reference)).size;
  const perPhone = Map.groupBy(answers, ({ phone }) => phone);
  const spoken = Map.groupBy(notes.keywords, ({ phone }) => phone);
  const beyond = [...perPhone].map(([phone, { length }]) => Math.max(0, length - (spoken.get(phone)?.length ?? 0) - 1));
  return twice + beyond.reduce((sum, many) => sum + many, 0);
}

/** I1: a text goes to the audience alone. People who came, or changed their number, before a scheduled campaign started belong to it. */
async function strangers(world: World, accepted: readonly Accepted[], ledger: readonly LedgerRow[]): Promise<string[]> {
  const known = new Set(ledger.map(({ campaignId, phone }) => `${campaignId} ${phone}`));
  const unlisted = accepted.filter(({ batch, phone }) => batch !== null && !known.has(`${batch.campaignId} ${phone}`));
  const unheardOf = ledger.filter(({ phone }) => !world.intended.has(phone) && !/^\+1201[56]/.test(phone));
  const { rows } = await world.database.query<{ late: number }>(
    `SELECT count(*)::int AS late FROM message m JOIN campaign c ON c.id = m.campaign_id JOIN subscriber s ON s.id = m.subscriber_id
      WHERE s.created_at > c.launched_at`,
  );
  const late = rows[0]?.late ?? 0;
  return [
    ...(unlisted.length > 0 ? [`${unlisted.length} texts to people who were not meant`] : []),
    ...(unheardOf.length + late > 0 ? [`${unheardOf.length + late} messages of people who were not meant`] : []),
  ];
}

const neverTexted: number[] = [messageStatus.skipped, messageStatus.canceled, messageStatus.queued];
const sureOfAcceptance: number[] = [
  messageStatus.sent,
  messageStatus.dispatched,
  messageStatus.delivered,
  messageStatus.failed,
  messageStatus.expired,
  messageStatus.aborted,
  messageStatus.unknown,
];

export type Books = {
  accepted: readonly Accepted[];
  ledger: readonly LedgerRow[];
  /** Callbacks that never reached us, by the simulator's count. */
  unheard: number;
  pending: Pending;
};

/** I2: the ledger accounts for everybody, and it is true. */
export function compareLedger(findings: Findings, { accepted, ledger, unheard, pending }: Books): void {
  const truth = new Map(accepted.filter(({ batch }) => batch).map((message) => [keyOf(message), message]));
  const wrong = { queued: 0, deniedTexts: 0, inventedTexts: 0, otherFate: 0, behind: 0 };
  for (const row of ledger) {
    const message = truth.get(`${row.campaignId} ${row.phone}`);
    const isPending = pending.people.has(pendingKey(row));
    if (row.status === messageStatus.queued && isPending) findings.unfinished += 1;
    else if (row.status === messageStatus.queued) wrong.queued += 1;
    // Sinch itself may report a text that it took as canceled.
    else if (message && neverTexted.includes(row.status) && !message.fates.includes(row.status)) wrong.deniedTexts += 1;
    else if (!message && sureOfAcceptance.includes(row.status)) wrong.inventedTexts += 1;
    const fates = isPending ? [] : (message?.fates ?? []);
    if (fates.length === 0 || fates.includes(row.status)) continue;
    if (row.status >= messageStatus.delivered) wrong.otherFate += 1;
    else wrong.behind += 1;
  }
  const behind = Math.max(0, wrong.behind - unheard);
  const lostReports = Math.max(0, behind - pending.reports);
  findings.unfinished += behind - lostReports;
  const lost = wrong.queued + wrong.inventedTexts + lostReports;
  findings.lost += lost;
  if (lost > 0) findings.unexplained.push(`lost: ${JSON.stringify({ ...wrong, unheard })}`);
  if (wrong.deniedTexts > 0) findings.unexplained.push(`${wrong.deniedTexts} texts that we say were not sent`);
  if (wrong.otherFate > 0) findings.unexplained.push(`${wrong.otherFate} messages with another fate than at Sinch`);
}

/** I8: a callback that was answered with 2xx is stored, is applied, and has its effect. */
async function compareCallbacks(findings: Findings, world: World, delivered: number): Promise<void> {
  const { rows } = await world.database.query<{ stored: number; problems: number }>(
    `SELECT count(*)::int AS stored, count(problem)::int AS problems FROM webhook_event`,
  );
  const stored = rows[0]?.stored ?? 0;
  if (stored < delivered) {
    findings.lost += delivered - stored;
    findings.unexplained.push(`${delivered} callbacks acknowledged, ${stored} stored`);
  }
  if (rows[0]?.problems) findings.unexplained.push(`${rows[0].problems} callbacks could not be applied`);
  const last = lastKeywords(world.notes);
  const stops = await lostStops(world, last);
  const starts = await lostStarts(world, last);
  findings.lost += stops + starts;
  if (stops + starts > 0) findings.unexplained.push(`${stops} STOPs and ${starts} STARTs acknowledged and lost`);
}

async function lostStops({ database }: World, last: readonly Keyword[]): Promise<number> {
  const { rowCount } = await database.query(
    "SELECT FROM unnest($1::text[]) AS p (phone) WHERE NOT EXISTS (SELECT FROM suppression x WHERE x.phone = p.phone)",
    [last.filter(({ kind }) => kind === "stop").map(({ phone }) => phone)],
  );
  return rowCount ?? 0;
}

/** The handset 991003 answers STOP to every text, so its owner may have opted out again. */
async function lostStarts({ database }: World, last: readonly Keyword[]): Promise<number> {
  const { rowCount } = await database.query(
    "SELECT FROM suppression WHERE phone = ANY ($1::text[]) AND phone NOT LIKE '%991003'",
    [last.filter(({ kind }) => kind === "start").map(({ phone }) => phone)],
  );
  return rowCount ?? 0;
}
