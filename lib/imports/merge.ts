import "server-only";
import { now } from "../clock";
import { timeZonesOf } from "../compliance/calling-codes";
import { sqlState } from "../db/errors";
import type { Sql } from "../db/pool";
import { prisma } from "../db/prisma";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { inTransaction } from "../db/transaction";
import { arrayOf, instant, int, json, known, nullable, text } from "../db/types";
import { systemActor } from "../events/actor";
import { comparedContacts, comparedCounts, countedRow } from "./compare";
import { moveImport } from "./move";
import type { KeptOptions } from "./schema";
import { removeStagedRows } from "./sweep";

/**
 * Job import.merge: contacts → subscribers, tags and consent evidence. Each chunk is one statement in one transaction
 * with the cursor and the counts, so a merge killed anywhere goes on at its last chunk: nothing is lost or doubled, and
 * two workers on the same import take turns. A contact that changes nothing is not written at all. No suppression is
 * ever touched.
 */
const chunkContacts = 10_000;

export async function mergeImport(importId: number, signal: AbortSignal): Promise<void> {
  const zones = await zonesOfContacts(importId);
  for (let isOver = false; !isOver; ) {
    signal.throwIfAborted();
    isOver = await again(() => inTransaction((tx) => mergeChunk(tx, importId, zones)));
  }
  await removeStagedRows(importId);
}

/** Only where the whole country keeps one clock: a guessed zone would be a promise about quiet hours. */
async function zonesOfContacts(importId: number): Promise<Zones> {
  const found = await prisma().importContact.groupBy({ by: ["country"], where: { importId, country: { not: null } } });
  const sure = found.flatMap(({ country }) => {
    const [zone, ...others] = timeZonesOf(country ?? "");
    return country !== null && zone !== undefined && others.length === 0 ? [{ country, zone }] : [];
  });
  return { countries: sure.map(({ country }) => country), zones: sure.map(({ zone }) => zone) };
}

type Zones = { countries: string[]; zones: string[] };

/** Somebody else added one of the numbers, or was writing the same rows: the chunk starts over with what is now true. */
class ChunkOvertaken extends Error {}

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const isPassing = error instanceof ChunkOvertaken || sqlState(error) === "40P01";
      if (!isPassing || attempt === 5) throw error;
    }
  }
}

/** True when nothing is left to do. */
async function mergeChunk(tx: Sql, importId: number, zones: Zones): Promise<boolean> {
  const state = await lockRunning.first(tx, { importId });
  if (!state) return true;
  const { through } = await findChunkEnd.one(tx, { importId, above: state.doneThrough });
  if (through === null) {
    const set = sql`, finished_at = ${instant(now())}`;
    await moveImport(tx, importId, { to: "done", set, actor: systemActor("import") });
    return true;
  }
  const { consentDay, consentWording, tagIds = [] } = state.options;
  const { inserted, ...counts } = await mergeContacts.one(tx, {
    ...{ importId, above: state.doneThrough, through, tagIds, ...zones },
    ...{ consentedAt: new Date(`${consentDay}T00:00:00Z`), wording: consentWording, userId: state.userId },
  });
  if (inserted !== counts.created) throw new ChunkOvertaken("a number was added in the meantime");
  await bookMerged.run(tx, { importId, through, ...counts });
  return false;
}

const lockRunning = statement(
  {
    name: "import-lock-running",
    params: { importId: int },
    row: { options: json<KeptOptions>(), doneThrough: int, userId: nullable(int) },
  },
  ({ importId }) => sql`
    SELECT options, done_through AS "doneThrough", created_by_id AS "userId"
      FROM import WHERE id = ${importId} AND status = 'running' FOR UPDATE`,
);

const findChunkEnd = statement(
  { name: "import-chunk-end", params: { importId: int, above: int }, row: { through: nullable(int) } },
  ({ importId, above }) => sql`
    SELECT max(number) AS through FROM (
      SELECT number FROM import_contact WHERE import_id = ${importId} AND number > ${above}
       ORDER BY number LIMIT ${chunkContacts}) AS chunk`,
);

/** Rows are inserted in the order of their numbers: two merges at once wait for each other instead of deadlocking. */
const mergeContacts = statement(
  {
    name: "import-merge",
    params: {
      ...{ importId: int, above: int, through: int, tagIds: arrayOf(int) },
      /** Countries that keep one clock, and the zone of each. */
      ...{ countries: arrayOf(text), zones: arrayOf(text) },
      ...{ consentedAt: instant, wording: text, userId: nullable(int) },
    },
    row: { inserted: known(int, "count"), ...countedRow },
  },
  ({ countries, zones, consentedAt, wording, userId, ...asked }) => sql`
  WITH compared AS MATERIALIZED (${comparedContacts(asked)}),
  inserted AS (
    INSERT INTO subscriber (phone, country, time_zone, first_name, last_name, email, attributes, consented_at)
    SELECT phone, compared.country, zone.name, first_name, last_name, email, attributes,
           CASE WHEN grants THEN ${consentedAt}::timestamptz END
      FROM compared
      LEFT JOIN unnest(${countries}::text[], ${zones}::text[]) AS zone(country, name) ON zone.country = compared.country
     WHERE subscriber_id IS NULL
     ORDER BY phone
    ON CONFLICT (phone) DO NOTHING
    RETURNING id
  ), edited AS (
    UPDATE subscriber AS s
       SET first_name = coalesce(nullif(c.first_name, ''), s.first_name),
           last_name = coalesce(nullif(c.last_name, ''), s.last_name),
           email = coalesce(nullif(c.email, ''), s.email),
           country = coalesce(s.country, c.country),
           attributes = s.attributes || c.attributes,
           consented_at = CASE WHEN c.grants THEN coalesce(s.consented_at, ${consentedAt}::timestamptz) ELSE s.consented_at END,
           updated_at = now()
      FROM compared AS c
     WHERE s.id = c.subscriber_id AND c.is_edited
  ), granted AS (
    INSERT INTO consent_event (phone, kind, source, wording, import_id, user_id, occurred_at)
    SELECT phone, 'granted', 'import', ${wording}, ${asked.importId}, ${userId}, ${consentedAt}::timestamptz
      FROM compared WHERE grants ORDER BY number
  ), tagged AS (
    INSERT INTO subscriber_tag (tag_id, subscriber_id)
    SELECT tag.id, person.id
      FROM tag, (SELECT id FROM inserted UNION ALL SELECT subscriber_id FROM compared WHERE lacks_tags) AS person
     WHERE tag.id = ANY(${asked.tagIds})
     ORDER BY 1, 2
    ON CONFLICT DO NOTHING
  )
  SELECT (SELECT count(*)::int FROM inserted) AS inserted, ${comparedCounts} FROM compared`,
);

const bookMerged = statement(
  {
    name: "import-book-merged",
    params: { importId: int, through: int, created: int, updated: int, unchanged: int, suppressed: int },
  },
  ({ importId, through, created, updated, unchanged, suppressed }) => sql`
    UPDATE import
       SET done_through = ${through}, created = created + ${created}, updated = updated + ${updated},
           unchanged = unchanged + ${unchanged}, suppressed = suppressed + ${suppressed}, seen_at = now()
     WHERE id = ${importId}`,
);
