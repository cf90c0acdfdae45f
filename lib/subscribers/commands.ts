import "server-only";
import type { Viewer } from "../auth/viewer";
import { now } from "../clock";
import { timeZonesOf } from "../compliance/calling-codes";
import { parsePhone, problemWords } from "../compliance/phone";
import { conflictOn } from "../db/errors";
import { pool, type Sql } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { AppError } from "../errors";
import type { NewSubscriber, SubscriberChange, TagSelection } from "./schema";

export type Added = {
  id: number /** The number opted out earlier: it is kept, and still gets no texts. */;
  isSuppressed: boolean;
};

/** Adds one person and the evidence of how they agreed. An opt-out is never lifted here: consent is not recorded then. */
export async function addSubscriber(viewer: Viewer, input: NewSubscriber): Promise<Added> {
  const { phone, country } = parsedPhone(input.phone, input.country);
  return inTransaction(async (tx) => {
    const isSuppressed = await isOptedOut(tx, phone);
    const at = now();
    const { rows } = await tx
      .query<{ id: number }>(
        `INSERT INTO subscriber (phone, country, time_zone, first_name, last_name, email, consented_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
        [phone, country, onlyZoneOf(country), input.firstName, input.lastName, input.email, isSuppressed ? null : at],
      )
      .catch(conflictOn("phone", "Somebody with this number is here already."));
    const id = rows[0]?.id ?? 0;
    if (!isSuppressed) await recordGrant(tx, viewer, phone, input.consent, at);
    await tx.query("INSERT INTO subscriber_tag (tag_id, subscriber_id) SELECT id, $2 FROM tag WHERE id = ANY($1)", [
      input.tagIds,
      id,
    ]);
    return { id, isSuppressed };
  });
}

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

async function isOptedOut(tx: Sql, phone: string): Promise<boolean> {
  const { rowCount } = await tx.query("SELECT FROM suppression WHERE phone = $1", [phone]);
  return rowCount === 1;
}

async function recordGrant(tx: Sql, viewer: Viewer, phone: string, wording: string, at: Date): Promise<void> {
  await tx.query(
    `INSERT INTO consent_event (phone, kind, source, wording, user_id, occurred_at)
     VALUES ($1, 'granted', 'admin', $2, $3, $4)`,
    [phone, wording, viewer.userId, at],
  );
}

/** Names, address and fields. The number stays: consent belongs to it, so a new number is a new subscriber. */
export async function changeSubscriber(_viewer: Viewer, input: SubscriberChange): Promise<void> {
  const { rowCount } = await pool().query(
    `UPDATE subscriber SET first_name = $2, last_name = $3, email = $4, attributes = $5, updated_at = now() WHERE id = $1`,
    [input.id, input.firstName, input.lastName, input.email, JSON.stringify(input.attributes)],
  );
  if (rowCount === 0) throw new AppError("not_found");
}

/** For somebody who came without consent and has given it now. */
export async function recordConsent(viewer: Viewer, { id, consent }: { id: number; consent: string }): Promise<void> {
  await inTransaction(async (tx) => {
    const { rows } = await tx.query<{ phone: string }>("SELECT phone FROM subscriber WHERE id = $1 FOR UPDATE", [id]);
    const [person] = rows;
    if (!person) throw new AppError("not_found");
    if (await isOptedOut(tx, person.phone)) throw new AppError("conflict", optedOutWords);
    const at = now();
    await tx.query(
      "UPDATE subscriber SET consented_at = coalesce(consented_at, $2), updated_at = now() WHERE id = $1",
      [id, at],
    );
    await recordGrant(tx, viewer, person.phone, consent, at);
  });
}

const optedOutWords = "This number opted out. Only the person can lift that, by texting START.";

/** The opt-out of the number, the evidence of consent, and what was sent to it stay: they belong to the number. */
export async function deleteSubscriber(_viewer: Viewer, { id }: { id: number }): Promise<void> {
  const { rowCount } = await pool().query(
    `WITH gone AS (DELETE FROM subscriber WHERE id = $1 RETURNING phone, id)
     INSERT INTO former_subscriber (phone, subscriber_id) SELECT phone, id FROM gone`,
    [id],
  );
  if (rowCount === 0) throw new AppError("not_found");
}

/** Returns how many people did not have the tag before. */
export async function tagSubscribers(
  _viewer: Viewer,
  { subscriberIds, tagId }: TagSelection,
): Promise<{ changed: number }> {
  const { rowCount } = await pool().query(
    `INSERT INTO subscriber_tag (tag_id, subscriber_id)
     SELECT tag.id, s.id FROM tag, subscriber s WHERE tag.id = $1 AND s.id = ANY($2)
     ON CONFLICT DO NOTHING`,
    [tagId, subscriberIds],
  );
  return { changed: rowCount ?? 0 };
}

/** Returns how many people had the tag. */
export async function untagSubscribers(
  _viewer: Viewer,
  { subscriberIds, tagId }: TagSelection,
): Promise<{ changed: number }> {
  const { rowCount } = await pool().query("DELETE FROM subscriber_tag WHERE tag_id = $1 AND subscriber_id = ANY($2)", [
    tagId,
    subscriberIds,
  ]);
  return { changed: rowCount ?? 0 };
}
