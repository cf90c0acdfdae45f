import "server-only";
import { now } from "../clock";
import { timeZonesOf } from "../compliance/calling-codes";
import { sqlState } from "../db/errors";
import { pool, type Sql } from "../db/pool";
import { sql } from "../db/sql";
import { inTransaction } from "../db/transaction";
import { instant } from "../db/types";
import { systemActor } from "../events/actor";
import { comparedContacts, comparedCounts } from "./compare";
import { moveImport } from "./move";
import { type ImportOptions, importOptionsSchema } from "./schema";
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
  const { rows } = await pool().query<{ country: string }>(
    "SELECT DISTINCT country FROM import_contact WHERE import_id = $1 AND country IS NOT NULL",
    [importId],
  );
  const known = rows.flatMap(({ country }) => {
    const [zone, ...others] = timeZonesOf(country);
    return zone !== undefined && others.length === 0 ? [{ country, zone }] : [];
  });
  return { countries: known.map(({ country }) => country), names: known.map(({ zone }) => zone) };
}

type Zones = { countries: string[]; names: string[] };

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

type State = { options: ImportOptions & { tagIds: number[] }; doneThrough: number; userId: number | null };

/** True when nothing is left to do. */
async function mergeChunk(tx: Sql, importId: number, zones: Zones): Promise<boolean> {
  const state = await lockImport(tx, importId);
  if (!state) return true;
  const through = await endOfChunk(tx, importId, state.doneThrough);
  if (through === null) {
    const set = sql`, finished_at = ${instant(now())}`;
    await moveImport(tx, importId, { to: "done", set, actor: systemActor("import") });
    return true;
  }
  const { rows } = await tx.query<Merged>(mergeContacts, [
    importId,
    state.doneThrough,
    through,
    state.options.tagIds,
    false,
    zones.countries,
    zones.names,
    `${state.options.consentDay}T00:00:00Z`,
    state.options.consentWording,
    state.userId,
  ]);
  const [merged] = rows;
  if (!merged || merged.inserted !== merged.created) throw new ChunkOvertaken("a number was added in the meantime");
  await tx.query(
    `UPDATE import SET done_through = $2, created = created + $3, updated = updated + $4,
            unchanged = unchanged + $5, suppressed = suppressed + $6, seen_at = now()
      WHERE id = $1`,
    [importId, through, merged.created, merged.updated, merged.unchanged, merged.suppressed],
  );
  return false;
}

async function lockImport(tx: Sql, importId: number): Promise<State | null> {
  const { rows } = await tx.query<{
    options: { tagIds?: number[] };
    done_through: number;
    created_by_id: number | null;
  }>("SELECT options, done_through, created_by_id FROM import WHERE id = $1 AND status = 'running' FOR UPDATE", [
    importId,
  ]);
  const [row] = rows;
  if (!row) return null;
  const options = { ...importOptionsSchema.parse(row.options), tagIds: row.options.tagIds ?? [] };
  return { options, doneThrough: row.done_through, userId: row.created_by_id };
}

async function endOfChunk(tx: Sql, importId: number, after: number): Promise<number | null> {
  const { rows } = await tx.query<{ through: number | null }>(
    `SELECT max(number) AS through FROM (
       SELECT number FROM import_contact WHERE import_id = $1 AND number > $2 ORDER BY number LIMIT $3) AS chunk`,
    [importId, after, chunkContacts],
  );
  return rows[0]?.through ?? null;
}

type Merged = { inserted: number; created: number; updated: number; unchanged: number; suppressed: number };

/** Rows are inserted in the order of their numbers: two merges at once wait for each other instead of deadlocking. */
const mergeContacts = `
  WITH compared AS MATERIALIZED (${comparedContacts}),
  inserted AS (
    INSERT INTO subscriber (phone, country, time_zone, first_name, last_name, email, attributes, consented_at)
    SELECT phone, compared.country, zone.name, first_name, last_name, email, attributes,
           CASE WHEN grants THEN $8::timestamptz END
      FROM compared
      LEFT JOIN unnest($6::text[], $7::text[]) AS zone(country, name) ON zone.country = compared.country
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
           consented_at = CASE WHEN c.grants THEN coalesce(s.consented_at, $8::timestamptz) ELSE s.consented_at END,
           updated_at = now()
      FROM compared AS c
     WHERE s.id = c.subscriber_id AND c.is_edited
  ), granted AS (
    INSERT INTO consent_event (phone, kind, source, wording, import_id, user_id, occurred_at)
    SELECT phone, 'granted', 'import', $9, $1, $10, $8::timestamptz FROM compared WHERE grants ORDER BY number
  ), tagged AS (
    INSERT INTO subscriber_tag (tag_id, subscriber_id)
    SELECT tag.id, person.id
      FROM tag, (SELECT id FROM inserted UNION ALL SELECT subscriber_id FROM compared WHERE lacks_tags) AS person
     WHERE tag.id = ANY($4)
     ORDER BY 1, 2
    ON CONFLICT DO NOTHING
  )
  SELECT (SELECT count(*)::int FROM inserted) AS inserted, ${comparedCounts} FROM compared`;
