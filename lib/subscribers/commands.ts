import "server-only";
import { now } from "../clock";
import { timeZonesOf } from "../compliance/calling-codes";
import { parsePhone, problemWords } from "../compliance/phone";
import { conflictOn } from "../db/errors";
import { type Prisma, prisma } from "../db/prisma";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { arrayOf, int } from "../db/types";
import { AppError } from "../errors";
import { type Actor, personIdOf } from "../events/actor";
import { recordEvent } from "../events/record";
import type { NewSubscriber, SubscriberChange, TagSelection } from "./schema";

export type Added = {
  id: number /** The number opted out earlier: it is kept, and still gets no texts. */;
  isSuppressed: boolean;
};

/** Adds one person and the evidence of how they agreed. An opt-out is never lifted here: consent is not recorded then. */
export async function addSubscriber(actor: Actor, input: NewSubscriber): Promise<Added> {
  const { phone, country } = parsedPhone(input.phone, input.country);
  const { firstName, lastName, email } = input;
  return prisma().$transaction(async (tx) => {
    const isSuppressed = await isOptedOut(tx, phone);
    const at = now();
    const consentedAt = isSuppressed ? null : at;
    const person = { phone, country, timeZone: onlyZoneOf(country), firstName, lastName, email, consentedAt };
    const { id } = await tx.subscriber
      .create({ data: person, select: { id: true } })
      .catch(conflictOn("phone", "Somebody with this number is here already."));
    if (!isSuppressed) await recordGrant(tx, actor, phone, input.consent, at);
    await giveTags.run(tx, { id, tagIds: input.tagIds });
    await recordEvent(tx, { ...object, objectId: id, kind: "added", data: { isSuppressed }, actor });
    return { id, isSuppressed };
  });
}

/** Of these tags, those that are still there: one may have been deleted while the form was open. */
const giveTags = statement(
  { name: "give-tags", params: { id: int, tagIds: arrayOf(int) } },
  ({ id, tagIds }) => sql`
    INSERT INTO subscriber_tag (tag_id, subscriber_id) SELECT tag.id, ${id} FROM tag WHERE tag.id = ANY (${tagIds})`,
);

const object = { object: "subscriber" };

function parsedPhone(raw: string, defaultCountry: string | null): { phone: string; country: string } {
  const parsed = parsePhone(raw, defaultCountry);
  if (parsed.ok) return parsed;
  throw new AppError("invalid", undefined, { fields: { phone: problemWords[parsed.problem] } });
}

/** A guessed zone would be a promise about quiet hours: only a country with one clock tells its people's zone. */
function onlyZoneOf(country: string): string | null {
  const [zone, ...others] = timeZonesOf(country);
  return others.length === 0 ? (zone ?? null) : null;
}

async function isOptedOut(tx: Prisma.TransactionClient, phone: string): Promise<boolean> {
  return (await tx.suppression.findUnique({ where: { phone }, select: { phone: true } })) !== null;
}

async function recordGrant(
  tx: Prisma.TransactionClient,
  actor: Actor,
  phone: string,
  wording: string,
  occurredAt: Date,
): Promise<void> {
  const data = { phone, kind: "granted", source: "admin", wording, userId: personIdOf(actor), occurredAt };
  await tx.consentEvent.create({ data, select: { id: true } });
}

/** Names, address and fields. The number stays: consent belongs to it, so a new number is a new subscriber. */
export async function changeSubscriber(actor: Actor, input: SubscriberChange): Promise<void> {
  const { id, firstName, lastName, email, attributes } = input;
  await prisma().$transaction(async (tx) => {
    const { count } = await tx.subscriber.updateMany({
      where: { id },
      data: { firstName, lastName, email, attributes },
    });
    if (count === 0) throw new AppError("not_found");
    await recordEvent(tx, { ...object, objectId: id, kind: "changed", actor });
  });
}

/** For a person who came without consent and has given it now. */
export async function recordConsent(actor: Actor, { id, consent }: { id: number; consent: string }): Promise<void> {
  await prisma().$transaction(async (tx) => {
    // Two at once take turns at the person's row.
    const { count } = await tx.subscriber.updateMany({ where: { id }, data: { updatedAt: now() } });
    const person = await tx.subscriber.findUnique({ where: { id }, select: { phone: true, consentedAt: true } });
    if (count === 0 || !person) throw new AppError("not_found");
    if (await isOptedOut(tx, person.phone)) throw new AppError("conflict", optedOutWords);
    const at = now();
    if (person.consentedAt === null) await tx.subscriber.updateMany({ where: { id }, data: { consentedAt: at } });
    await recordGrant(tx, actor, person.phone, consent, at);
    await recordEvent(tx, { ...object, objectId: id, kind: "consent_recorded", actor });
  });
}

const optedOutWords = "This number opted out. Only the person can lift that, by texting START.";

/** The opt-out of the number, the evidence of consent, and what was sent to it stay: they belong to the number. */
export async function deleteSubscriber(actor: Actor, { id }: { id: number }): Promise<void> {
  await prisma().$transaction(async (tx) => {
    const person = await tx.subscriber.findUnique({ where: { id }, select: { phone: true } });
    const { count } = await tx.subscriber.deleteMany({ where: { id } });
    if (count === 0 || !person) throw new AppError("not_found");
    await tx.formerSubscriber.create({ data: { phone: person.phone, subscriberId: id }, select: { phone: true } });
    await recordEvent(tx, { ...object, objectId: id, kind: "deleted", actor });
  });
}

/** Returns how many people did not have the tag before. */
export async function tagSubscribers(
  actor: Actor,
  { subscriberIds, tagId }: TagSelection,
): Promise<{ changed: number }> {
  return prisma().$transaction(async (tx) => {
    const changed = await addTag.run(tx, { tagId, ids: subscriberIds });
    if (changed > 0) await recordEvent(tx, { object: "tag", objectId: tagId, kind: "given", data: { changed }, actor });
    return { changed };
  });
}

const addTag = statement(
  { name: "tag-subscribers", params: { tagId: int, ids: arrayOf(int) } },
  ({ tagId, ids }) => sql`
    INSERT INTO subscriber_tag (tag_id, subscriber_id)
    SELECT tag.id, s.id FROM tag, subscriber s WHERE tag.id = ${tagId} AND s.id = ANY (${ids})
    ON CONFLICT DO NOTHING`,
);

/** Returns how many people had the tag. */
export async function untagSubscribers(
  actor: Actor,
  { subscriberIds, tagId }: TagSelection,
): Promise<{ changed: number }> {
  return prisma().$transaction(async (tx) => {
    const { count } = await tx.subscriberTag.deleteMany({ where: { tagId, subscriberId: { in: subscriberIds } } });
    if (count > 0) {
      await recordEvent(tx, { object: "tag", objectId: tagId, kind: "taken", data: { changed: count }, actor });
    }
    return { changed: count };
  });
}
