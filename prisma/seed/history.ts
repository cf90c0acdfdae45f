import { valuesOf } from "@/lib/messages/merge-values";
import { messageStatus, skipReason } from "@/lib/messages/rules";
import { draftText, measureAs } from "@/lib/text/render";
import { type PlannedCampaign, plannedCampaigns } from "./campaign-plan";
import type { Person, TagName } from "./people";
import type { Random } from "./random";
import { type Reaction, reactionsTo } from "./reactions";
import type { OptedOut, SentMessage } from "./types";

/** A year as it would have happened, campaign after campaign: whoever opted out is skipped from then on. */

/** A person with the id that the database gave them. */
export type Member = Person & { id: number };

export type SentCampaign = {
  name: string;
  body: string;
  include: TagName[];
  exclude: TagName[];
  isCanceled: boolean;
  launchedAt: Date;
  finishedAt: Date;
  /** Nobody above this id was a subscriber when Send was pressed. */
  ceilingId: number;
  messages: SentMessage[];
  reactions: Reaction[];
};

export type HistorySettings = {
  now: Date;
  optOutLine: string;
  batchSize: number;
  members: readonly Member[];
  /** Those who leave by another way than answering a campaign. */
  leavers: readonly { phone: string; at: Date }[];
};

export function makeHistory(random: Random, settings: HistorySettings): SentCampaign[] {
  const optedOut: OptedOut = new Map(settings.leavers.map(({ phone, at }) => [phone, at]));
  return plannedCampaigns.map((planned) => send(random, planned, { ...settings, optedOut }));
}

type World = HistorySettings & { optedOut: OptedOut };

function send(random: Random, planned: PlannedCampaign, world: World): SentCampaign {
  const launchedAt = launchTime(random, planned.daysAgo, world.now);
  const present = world.members.filter((member) => member.createdAt < launchedAt);
  const audience = present.filter((member) => isMeant(planned, member));
  const month = new Intl.DateTimeFormat("en-US", { month: "long", timeZone: "UTC" }).format(launchedAt);
  const body = planned.body.replaceAll("{month}", month);
  const messages = makeMessages(random, audience, { ...world, planned, body, launchedAt });
  const lastBatch = Math.max(0, ...messages.filter(({ status }) => wasSent(status)).map(({ batch }) => batch));
  const reactions = reactionsTo(random, messages, world);
  remember(world.optedOut, reactions);
  return {
    name: planned.name.replaceAll("{month}", month),
    body,
    include: planned.include,
    exclude: planned.exclude ?? [],
    isCanceled: planned.canceledAfter !== undefined,
    launchedAt,
    finishedAt: batchTime(launchedAt, lastBatch),
    ceilingId: present.at(-1)?.id ?? 0,
    messages,
    reactions,
  };
}

function remember(optedOut: OptedOut, reactions: readonly Reaction[]): void {
  for (const { phone, kind, at } of reactions) {
    if (kind === "stop") optedOut.set(phone, at);
    if (kind === "start") optedOut.delete(phone);
  }
}

/** Between 14:00 and 22:00 UTC: daytime in New York and Toronto, and never in the future. */
function launchTime(random: Random, daysAgo: number, now: Date): Date {
  const day = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - daysAgo);
  return new Date(day + random.between(14 * 60, 21 * 60 + 30) * 60_000 + random.between(0, 59_000));
}

function isMeant({ include, exclude = [] }: PlannedCampaign, { tags }: Member): boolean {
  if (tags.some((tag) => exclude.includes(tag))) return false;
  return include.length === 0 || tags.some((tag) => include.includes(tag));
}

export function wasSent(status: number): boolean {
  return status !== messageStatus.skipped && status !== messageStatus.canceled;
}

/** One batch a second, as the plan's rate allows. */
export function batchTime(launchedAt: Date, batch: number): Date {
  return new Date(launchedAt.getTime() + 400 + batch * 1_000);
}

type Sending = World & { planned: PlannedCampaign; body: string; launchedAt: Date };

/** As expansion numbers them: the skipped ones ride along in the batch around them and do not fill it. */
function makeMessages(random: Random, audience: readonly Member[], sending: Sending): SentMessage[] {
  const text = draftText(sending.body, sending.optOutLine);
  const lastSent = Math.floor(audience.length * (sending.planned.canceledAfter ?? 1));
  const cancelFrom = sending.planned.canceledAfter === undefined ? Infinity : Math.floor(lastSent / sending.batchSize);
  let eligible = 0;
  return audience.map((member, index) => {
    const skip = skipOf(member, sending);
    const batch = 1 + Math.floor(eligible / sending.batchSize);
    const base = { seq: index + 1, subscriberId: member.id, phone: member.phone, batch };
    if (skip !== null) {
      return { ...base, status: messageStatus.skipped, code: skip, parts: 0, updatedAt: sending.launchedAt };
    }
    eligible++;
    const sentAt = batchTime(sending.launchedAt, batch);
    if (batch > cancelFrom) return { ...base, status: messageStatus.canceled, code: 0, parts: 0, updatedAt: sentAt };
    const { parts } = measureAs(text, valuesOf(member));
    return { ...base, parts, ...fateOf(random, member, sentAt, sending.now) };
  });
}

function skipOf(member: Member, { optedOut, launchedAt }: Sending): number | null {
  const leftAt = optedOut.get(member.phone);
  if (leftAt !== undefined && leftAt < launchedAt) return skipReason.opted_out;
  return member.hasConsent ? null : skipReason.no_consent;
}

type Fate = Pick<SentMessage, "status" | "code" | "updatedAt">;

/** What the network makes of it; codes as Sinch reports them. */
function fateOf(random: Random, member: Member, sentAt: Date, now: Date): Fate {
  const after = (seconds: number) => new Date(Math.min(sentAt.getTime() + seconds * 1_000, now.getTime() - 60_000));
  if (member.isGone) return { status: messageStatus.failed, code: 150, updatedAt: after(random.between(2, 9)) };
  const luck = random.next();
  if (luck < 0.009) return { status: messageStatus.failed, code: 153, updatedAt: after(random.between(20, 300)) };
  if (luck < 0.012) return { status: messageStatus.failed, code: 158, updatedAt: after(random.between(5, 60)) };
  if (luck < 0.016) return { status: messageStatus.expired, code: 159, updatedAt: after(random.between(3_600, 7_200)) };
  if (luck < 0.018) return { status: messageStatus.rejected, code: 61, updatedAt: after(random.between(1, 5)) };
  if (luck < 0.02) return { status: messageStatus.unknown, code: 399, updatedAt: after(random.between(3_600, 7_200)) };
  const seconds = luck < 0.94 ? random.between(1, 12) : random.between(30, 1_500);
  return { status: messageStatus.delivered, code: 0, updatedAt: after(seconds) };
}
