import "server-only";
import { prisma } from "../db/prisma";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { bigint, instant, int, json, nullable, oneOf, text } from "../db/types";
import { type Actor, actorKinds } from "./actor";

/**
 * Events in an order that a reader can follow to the end: by the transaction that wrote them, then by number. Only those are told
 * whose transaction is older than every one that is still open, so nothing can appear behind a cursor later: a reader that goes on
 * from its cursor misses none and sees none twice, in whatever order the writers commit.
 */
export type Cursor = { tx: number; id: number };

export const beginning: Cursor = { tx: 0, id: 0 };

export type Event = {
  object: string;
  objectId: string;
  kind: string;
  data: Record<string, unknown>;
  actor: Actor;
  at: Date;
  cursor: Cursor;
};

/** At most `limit`, the oldest first. Fewer, or none, while a transaction is open that began before them. */
export async function readEvents(on: Executor, after: Cursor, limit: number): Promise<Event[]> {
  const rows = await eventsAfter.rows(on, { ...after, limit });
  return rows.map(({ tx, id, actorKind, actorId, actorName, ...event }) => ({
    ...event,
    actor: toActor(actorKind, actorId, actorName),
    cursor: { tx, id },
  }));
}

/** The events of one object, the newest first. */
export async function listEventsOf(
  object: string,
  objectId: number | string,
  limit = 50,
): Promise<Omit<Event, "cursor">[]> {
  const rows = await prisma().event.findMany({
    where: { object, objectId: String(objectId) },
    orderBy: { id: "desc" },
    take: limit,
    omit: { id: true, tx: true },
  });
  return rows.map(({ actorKind, actorId, actorName, data, ...event }) => ({
    ...event,
    data: data as Event["data"],
    actor: toActor(actorKind as Actor["kind"], actorId, actorName),
  }));
}

function toActor(kind: Actor["kind"], id: number | null, name: string): Actor {
  return kind === "system" ? { kind, name } : { kind, id: id ?? 0, name };
}

const row = {
  object: text,
  objectId: text,
  kind: text,
  data: json<Record<string, unknown>>(),
  actorKind: oneOf(actorKinds),
  actorId: nullable(int),
  actorName: text,
  at: instant,
  tx: bigint,
  id: bigint,
} as const;

const eventsAfter = statement(
  { name: "read-events", params: { tx: bigint, id: bigint, limit: bigint }, row },
  ({ tx, id, limit }) => sql`
    SELECT object, object_id AS "objectId", kind, data, actor_kind AS "actorKind", actor_id AS "actorId",
           actor_name AS "actorName", at, tx, id
      FROM event
     WHERE (tx, id) > (${tx}, ${id}) AND tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
     ORDER BY tx, id LIMIT ${limit}`,
);
