import "server-only";
import { type Fragment, sql } from "../db/sql";
import { composed, type Executor } from "../db/statement";
import { int, oneOf } from "../db/types";
import type { Actor } from "../events/actor";
import { recordEvents } from "../events/record";
import { type ImportStatus, importStatuses, importTransitions, statusesBefore } from "./status";

/**
 * The only writer of an import's status: a compare-and-swap out of the table in `status.ts`, with an event in the caller's
 * transaction. A crash leaves both or neither.
 */
export type ImportMove = {
  to: ImportStatus;
  /** Narrower than what the table allows. */
  from?: readonly ImportStatus[];
  /** Further columns: `, preview = …`. */
  set?: Fragment;
  actor: Actor;
};

/** False when it stood elsewhere. */
export async function moveImport(tx: Executor, importId: number, move: ImportMove): Promise<boolean> {
  return (await moveImports(tx, sql`i.id = ${int(importId)}`, move)) > 0;
}

/** Every import that `which`, a condition on `i`, names and that stands where the move begins. Returns how many. */
export async function moveImports(tx: Executor, which: Fragment, move: ImportMove): Promise<number> {
  const { to, from = statusesBefore(to), set = sql``, actor } = move;
  if (from.length === 0) return 0;
  const moved = await moveStatement.rows(tx, { which, to, from, set });
  await recordEvents(
    tx,
    moved.map(({ id, from: was }) => ({
      object: "import",
      objectId: id,
      kind: importTransitions[was][to] ?? to,
      data: { from: was, to },
      actor,
    })),
  );
  return moved.length;
}

type Taken = { which: Fragment; to: ImportStatus; from: readonly ImportStatus[]; set: Fragment };

const moveStatement = composed(
  {
    name: "move-import",
    row: { id: int, from: oneOf(importStatuses) },
    samples: [{ which: sql`TRUE`, to: "done", from: ["running"], set: sql`, finished_at = now()` }] as Taken[],
  },
  ({ which, to, from, set }) => sql`
    WITH standing AS (
      SELECT i.id, i.status FROM import i WHERE ${which} AND i.status IN (${from}) ORDER BY i.id FOR UPDATE
    )
    UPDATE import i SET status = ${to}, seen_at = now()${set}
      FROM standing WHERE i.id = standing.id
    RETURNING i.id, standing.status AS "from"`,
);
