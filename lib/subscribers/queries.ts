import "server-only";
import { may } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { parsePhone } from "../compliance/phone";
import { pool } from "../db/pool";
import { prisma } from "../db/prisma";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { int, text } from "../db/types";
import { AppError } from "../errors";
import { toRow } from "./row";
import { likePattern, looksLikeNumber } from "./rules";
import type { SubscriberCounts, SubscriberDetail, SubscriberTagRef } from "./views";

export async function getSubscriber(viewer: Viewer, id: number): Promise<SubscriberDetail> {
  const [person, suppression] = await Promise.all([
    prisma().subscriber.findUnique({ where: { id }, select: detailFields }),
    prisma().suppression.findUnique({ where: { subscriberId: id }, select: { phone: true } }),
  ]);
  if (!person) throw new AppError("not_found");
  const { firstName, lastName, country, timeZone, consentedAt, updatedAt } = person;
  const attributes = person.attributes as Record<string, string>;
  const tags = person.tags.map(({ tag }) => tag).sort(byName);
  const row = toRow(viewer, { ...person, tags, isSuppressed: suppression !== null });
  return { ...row, firstName, lastName, country, timeZone, attributes, consentedAt, updatedAt };
}

const detailFields = {
  id: true,
  phone: true,
  firstName: true,
  lastName: true,
  email: true,
  country: true,
  timeZone: true,
  attributes: true,
  consentedAt: true,
  createdAt: true,
  updatedAt: true,
  tags: { select: { tag: { select: { id: true, name: true } } } },
} as const;

/** As lists sort tags: whatever the case, by code point. */
function byName(one: SubscriberTagRef, other: SubscriberTagRef): number {
  return one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1;
}

/**
 * The one subscriber with this number, however it is written. A viewer who may see numbers also finds a person by seven digits
 * or more when only one has them: a number of another country than the usual one, written as at home.
 */
export async function findSubscriberByPhone(
  viewer: Viewer,
  query: string,
  defaultCountry: string | null,
): Promise<number | null> {
  const parsed = parsePhone(query, defaultCountry);
  if (parsed.ok) {
    const where = { phone: parsed.phone };
    const exact = await prisma().subscriber.findUnique({ where, select: { id: true } });
    if (exact) return exact.id;
  }
  const digits = query.replace(/\D/g, "").replace(/^0+/, "");
  if (!looksLikeNumber(query) || digits.length < 7 || !may(viewer, "subscriber.reveal")) return null;
  const [only, another] = await twoWithDigits.rows(pool(), { pattern: likePattern(digits) });
  return only && !another ? only.id : null;
}

const twoWithDigits = statement(
  { name: "two-with-digits", params: { pattern: text }, row: { id: int } },
  ({ pattern }) => sql`SELECT id FROM subscriber WHERE search LIKE ${pattern} AND phone LIKE ${pattern} LIMIT 2`,
);

/** Kept by triggers: nothing is counted here. Opt-outs include numbers that are no subscriber's. */
export async function getSubscriberCounts(_viewer: Viewer): Promise<SubscriberCounts> {
  const counters = await prisma().tableCounter.findMany({ where: { name: { in: ["subscriber", "suppression"] } } });
  const total = (name: string) => counters.find((counter) => counter.name === name)?.total ?? 0;
  return { subscribers: total("subscriber"), optedOut: total("suppression") };
}
