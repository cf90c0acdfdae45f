import "server-only";
import { conflictOn } from "../db/errors";
import { inTransaction } from "../db/transaction";
import { AppError } from "../errors";
import type { Actor } from "../events/actor";
import { recordEvent } from "../events/record";

const takenWords = "There is a tag of this name already.";

export async function createTag(actor: Actor, { name }: { name: string }): Promise<{ id: number; name: string }> {
  return inTransaction(async (tx) => {
    const { rows } = await tx
      .query<{ id: number; name: string }>("INSERT INTO tag (name) VALUES ($1) RETURNING id, name", [name])
      .catch(conflictOn("name", takenWords));
    if (!rows[0]) throw new Error("the tag was not created");
    await recordEvent(tx, { object: "tag", objectId: rows[0].id, kind: "created", data: { name }, actor });
    return rows[0];
  });
}

export async function renameTag(actor: Actor, { id, name }: { id: number; name: string }): Promise<void> {
  await inTransaction(async (tx) => {
    const { rowCount } = await tx
      .query("UPDATE tag SET name = $2 WHERE id = $1", [id, name])
      .catch(conflictOn("name", takenWords));
    if (rowCount === 0) throw new AppError("not_found");
    await recordEvent(tx, { object: "tag", objectId: id, kind: "renamed", data: { name }, actor });
  });
}

/**
 * Takes the tag off everybody; nobody is deleted. Not while a campaign's people are being listed: without a tag that
 * is left out, those it keeps out would be texted. Drafts that use it have to choose their audience again.
 */
export async function deleteTag(actor: Actor, { id }: { id: number }): Promise<void> {
  await inTransaction(async (tx) => {
    // Drafts first, as Send does: the other way round the two would wait for each other.
    await tx.query(`SELECT FROM campaign WHERE status = 'draft' AND ${usesTag} ORDER BY id FOR UPDATE`, [id]);
    // Send holds a share of this lock until its status is written.
    const { rowCount } = await tx.query("SELECT FROM tag WHERE id = $1 FOR UPDATE", [id]);
    if (rowCount === 0) throw new AppError("not_found");
    const beingListed = await tx.query(
      `SELECT FROM campaign WHERE launched_at IS NOT NULL AND expanded_at IS NULL AND ${usesTag} LIMIT 1`,
      [id],
    );
    if (beingListed.rowCount === 1) throw new AppError("conflict", beingListedWords);
    await tx.query(resetDrafts, [id]);
    await tx.query("DELETE FROM tag WHERE id = $1", [id]);
    await recordEvent(tx, { object: "tag", objectId: id, kind: "deleted", actor });
  });
}

const beingListedWords = "A campaign that uses this tag is being prepared right now. Try again in a moment.";

const usesTag = `(audience->'includeTagIds' @> to_jsonb($1::int) OR audience->'excludeTagIds' @> to_jsonb($1::int))`;

/** Without the tag the audience would be another one: nobody is in it until somebody has chosen. */
const resetDrafts = `
  UPDATE campaign
     SET audience = jsonb_build_object('everyone', false, 'followUpOf', NULL, 'includeTagIds', '[]'::jsonb, 'excludeTagIds', coalesce(
           (SELECT jsonb_agg(kept) FROM jsonb_array_elements(audience->'excludeTagIds') AS kept
             WHERE kept <> to_jsonb($1::int)), '[]')),
         version = version + 1, updated_at = now()
   WHERE status = 'draft' AND ${usesTag}`;
