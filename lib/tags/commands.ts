import "server-only";
import { conflictOn } from "../db/errors";
import { type Prisma, prisma } from "../db/prisma";
import { type Part, sql } from "../db/sql";
import { statement } from "../db/statement";
import { int } from "../db/types";
import { AppError } from "../errors";
import type { Actor } from "../events/actor";
import { recordEvent } from "../events/record";

const object = { object: "tag" };
const takenWords = "There is a tag of this name already.";

export async function createTag(actor: Actor, { name }: { name: string }): Promise<{ id: number; name: string }> {
  return prisma().$transaction(async (tx) => {
    const created = tx.tag.create({ data: { name }, select: { id: true, name: true } });
    const tag = await created.catch(conflictOn("name", takenWords));
    await recordEvent(tx, { ...object, objectId: tag.id, kind: "created", data: { name }, actor });
    return tag;
  });
}

export async function renameTag(actor: Actor, { id, name }: { id: number; name: string }): Promise<void> {
  await prisma().$transaction(async (tx) => {
    const renamed = tx.tag.updateMany({ where: { id }, data: { name } });
    const { count } = await renamed.catch(conflictOn("name", takenWords));
    if (count === 0) throw new AppError("not_found");
    await recordEvent(tx, { ...object, objectId: id, kind: "renamed", data: { name }, actor });
  });
}

/**
 * Takes the tag off everybody; no person is deleted. Not while a campaign's people are being listed: without a tag that
 * is left out, those it keeps out would be texted. Drafts that use it have to choose their audience again.
 */
export async function deleteTag(actor: Actor, { id }: { id: number }): Promise<void> {
  await prisma().$transaction(async (tx) => {
    // Drafts first, as Send does: the other way round the two would wait for each other.
    await lockDrafts.run(tx, { id });
    // Send holds a share of this lock until its status is written.
    if ((await lockTag.run(tx, { id })) === 0) throw new AppError("not_found");
    if (await isBeingListed(tx, id)) throw new AppError("conflict", beingListedWords);
    await resetDrafts.run(tx, { id });
    await tx.tag.delete({ where: { id }, select: { id: true } });
    await recordEvent(tx, { ...object, objectId: id, kind: "deleted", actor });
  });
}

const usesTag = (id: Part) =>
  sql`(audience->'includeTagIds' @> to_jsonb(${id}::int) OR audience->'excludeTagIds' @> to_jsonb(${id}::int))`;

const lockDrafts = statement(
  { name: "lock-drafts-of-tag", params: { id: int } },
  ({ id }) => sql`SELECT FROM campaign WHERE status = 'draft' AND ${usesTag(id)} ORDER BY id FOR UPDATE`,
);

const lockTag = statement(
  { name: "lock-tag", params: { id: int } },
  ({ id }) => sql`SELECT FROM tag WHERE id = ${id} FOR UPDATE`,
);

async function isBeingListed(tx: Prisma.TransactionClient, id: number): Promise<boolean> {
  const uses = ["includeTagIds", "excludeTagIds"].map((key) => ({
    audience: { path: [key], array_contains: [id] },
  }));
  const where = { launchedAt: { not: null }, expandedAt: null, OR: uses };
  return (await tx.campaign.findFirst({ where, select: { id: true } })) !== null;
}

const beingListedWords = "A campaign that uses this tag is being prepared right now. Try again in a moment.";

/** Without the tag the audience would be another one: it is empty until a person has chosen again. */
const resetDrafts = statement(
  { name: "reset-drafts-of-tag", params: { id: int } },
  ({ id }) => sql`
    UPDATE campaign
       SET audience = jsonb_build_object('everyone', false, 'followUpOf', NULL, 'includeTagIds', '[]'::jsonb, 'excludeTagIds', coalesce(
             (SELECT jsonb_agg(kept) FROM jsonb_array_elements(audience->'excludeTagIds') AS kept
               WHERE kept <> to_jsonb(${id}::int)), '[]')),
           version = version + 1, updated_at = now()
     WHERE status = 'draft' AND ${usesTag(id)}`,
);
