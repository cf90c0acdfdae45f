import "server-only";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { arrayOf, int, json, nullable, oneOf, text } from "../db/types";
import { type Actor, actorKinds } from "./actor";

/**
 * Writes down what happened, in the transaction of the change itself: both are true, or neither is. One statement, on a connection
 * of pg or in a transaction of Prisma. Never once per message or person: what happens to many is one event with their number.
 */
export type NewEvent = {
  /** The noun: `campaign`, `tag`, `import`. */
  object: string;
  objectId: number | string;
  /** Past tense: `paused`, `deleted`. */
  kind: string;
  data?: Record<string, unknown>;
  actor: Actor;
};

export async function recordEvent(on: Executor, event: NewEvent): Promise<void> {
  await recordEvents(on, [event]);
}

export async function recordEvents(on: Executor, events: readonly NewEvent[]): Promise<void> {
  const [first] = events;
  if (first === undefined) return;
  for (const [actor, those] of Map.groupBy(events, (event) => event.actor)) await insert(on, actor, those);
}

async function insert(on: Executor, actor: Actor, events: readonly NewEvent[]): Promise<void> {
  await insertEvents.run(on, {
    objects: events.map(({ object }) => object),
    ids: events.map(({ objectId }) => String(objectId)),
    kinds: events.map(({ kind }) => kind),
    data: events.map(({ data }) => data ?? {}),
    actorKind: actor.kind,
    actorId: actor.kind === "system" ? null : actor.id,
    actorName: actor.name,
  });
}

const insertEvents = statement(
  {
    name: "record-events",
    params: {
      objects: arrayOf(text),
      ids: arrayOf(text),
      kinds: arrayOf(text),
      data: json<readonly Record<string, unknown>[]>(),
      actorKind: oneOf(actorKinds),
      actorId: nullable(int),
      actorName: text,
    },
  },
  ({ objects, ids, kinds, data, actorKind, actorId, actorName }) => sql`
    INSERT INTO event (object, object_id, kind, data, actor_kind, actor_id, actor_name)
    SELECT e.object, e.object_id, e.kind, ${data}::jsonb -> (e.place::int - 1), ${actorKind}, ${actorId}, ${actorName}
      FROM unnest(${objects}::text[], ${ids}::text[], ${kinds}::text[]) WITH ORDINALITY AS e (object, object_id, kind, place)
     ORDER BY e.place`,
);
