import "server-only";
import { type Fragment, sql } from "../db/sql";
import { composed, type Executor } from "../db/statement";
import { bool, int, json, known, nullable, oneOf } from "../db/types";
import type { Actor } from "../events/actor";
import { recordEvents } from "../events/record";
import type { Halt } from "./halt";
import { type CampaignStatus, campaignStatuses, moveOf, statusesBefore } from "./status";

/**
 * The only writer of a campaign's status. Each move is a compare-and-swap out of the table in `status.ts`: it finds the campaigns
 * that stand where it begins, locks them, moves them, and writes an event for each in the caller's transaction. A crash leaves both
 * or neither. Two that move the same campaign wait for each other, and the second one finds it moved.
 */
export type Move = {
  to: CampaignStatus;
  /** Narrower than what the table allows. */
  from?: readonly CampaignStatus[];
  /** Why it does not go on; null, the rule, where it does. */
  halt?: Halt | null;
  /** Further columns of `c`: `, starts_at = …`. */
  set?: Fragment;
  /** A further condition on `c`, asked with the row locked. */
  where?: Fragment;
  actor: Actor;
};

export type Moved = { id: number; from: CampaignStatus; isExpanded: boolean };

/** Null when it stood elsewhere. */
export async function moveCampaign(tx: Executor, campaignId: number, move: Move): Promise<Moved | null> {
  const [moved] = await moveAll(tx, sql`c.id = ${int(campaignId)}`, move);
  return moved ?? null;
}

/** Every campaign that stands where the move begins. */
export async function moveCampaigns(tx: Executor, move: Move): Promise<Moved[]> {
  return moveAll(tx, sql`TRUE`, move);
}

async function moveAll(tx: Executor, which: Fragment, move: Move): Promise<Moved[]> {
  const { to, from = statusesBefore(to), halt = null, actor } = move;
  const stray = from.find((status) => moveOf(status, to) === undefined);
  if (stray !== undefined) throw new Error(`the table has no move from ${stray} to ${to}`);
  const moved = await moveStatement.rows(tx, { ...move, from, halt, which });
  await recordEvents(
    tx,
    moved.map(({ id, from: was }) => ({
      object: "campaign",
      objectId: id,
      kind: moveOf(was, to) ?? to,
      data: { from: was, to, ...(halt && { halt }) },
      actor,
    })),
  );
  return moved;
}

/** A scheduled campaign whose time has come does not start and asks; false when it moved meanwhile, or asks already. */
export async function haltSchedule(
  tx: Executor,
  campaignId: number | "all",
  { halt, actor }: { halt: Halt; actor: Actor },
): Promise<boolean> {
  const which = campaignId === "all" ? sql`TRUE` : sql`id = ${int(campaignId)} AND starts_at <= now() AND halt IS NULL`;
  const halted = await haltStatement.rows(tx, { which, halt });
  await recordEvents(
    tx,
    halted.map(({ id }) => ({ object: "campaign", objectId: id, kind: "not_started", data: { halt }, actor })),
  );
  return halted.length > 0;
}

const haltStatement = composed(
  {
    name: "halt-schedule",
    row: { id: int },
    samples: [{ which: sql`TRUE`, halt: { code: "restored_schedule" } }] as { which: Fragment; halt: Halt }[],
  },
  ({ which, halt }) => sql`
    UPDATE campaign SET halt = ${json<Halt>()(halt)}, updated_at = now() WHERE status = 'scheduled' AND ${which} RETURNING id`,
);

type Taken = Omit<Move, "actor" | "from" | "halt"> & {
  from: readonly CampaignStatus[];
  halt: Halt | null;
  which: Fragment;
};

const moveStatement = composed(
  {
    name: "move-campaign",
    row: { id: int, from: oneOf(campaignStatuses), isExpanded: known(bool, "IS NOT NULL has no third answer") },
    samples: [
      { to: "paused", from: statusesBefore("paused"), halt: { code: "restored_copy" }, which: sql`c.id = ${int(1)}` },
      {
        to: "sent",
        from: ["sending"],
        halt: null,
        which: sql`TRUE`,
        set: sql`, finished_at = now()`,
        where: sql`TRUE`,
      },
    ] satisfies Taken[] as Taken[],
  },
  ({ to, from, halt, which, set = sql``, where = sql`TRUE` }) => sql`
    WITH standing AS (
      SELECT c.id, c.status FROM campaign c
       WHERE ${which} AND c.status IN (${from}) AND ${where}
       ORDER BY c.id FOR UPDATE
    )
    UPDATE campaign c SET status = ${to}, halt = ${nullable(json<Halt>())(halt)}, updated_at = now()${set}
      FROM standing WHERE c.id = standing.id
    RETURNING c.id, standing.status AS "from", c.expanded_at IS NOT NULL AS "isExpanded"`,
);
