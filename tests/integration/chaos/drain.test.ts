import { afterAll, beforeEach, expect, test } from "vitest";
import type { ChaosDatabase } from "../../chaos/database.ts";
import { drain } from "../../chaos/drain.ts";
import { readLedger } from "../../chaos/ground-truth.ts";
import { compareLedger, type Findings } from "../../chaos/invariants.ts";
import { journalSql } from "../../chaos/journal-triggers.ts";
import { emptyNotes } from "../../chaos/notes.ts";
import { nothingPending, type Pending, readPending } from "../../chaos/open-work.ts";
import { createDice } from "../../chaos/random.ts";
import { startSinchSide } from "../../chaos/sinch-side.ts";
import type { World } from "../../chaos/world.ts";
import { createTestDatabase } from "../../support/database.ts";
import { putStatus } from "../../support/put-status.ts";

/** Planted books: campaigns that no engine works on, moved by the test itself. */
const database = await createTestDatabase();
await database.query(journalSql);
const sinch = await startSinchSide({ transport: "sms", messagesPerSecond: 1_000 });
afterAll(() => sinch.close());

const world = {
  ...sinch,
  ...{ database: database as ChaosDatabase, dice: createDice(1), notes: emptyNotes() },
  workers: { calm: () => undefined, oldestStart: () => 0 },
} as unknown as World;

// Wide enough for a machine that lets a process wait for a second.
const limits = { standstillMs: 3_000, capMs: 60_000, looksAtRest: 3 };

/** Two people who are queued, in one batch each. */
async function plant(campaign: string, batch: string): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `WITH c AS (INSERT INTO campaign (name, status, launched_at, expanded_at, updated_at)
                VALUES ('Planted', $1, now(), now(), now()) RETURNING id),
          m AS (INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, updated_at)
                SELECT id, n, n, '+1201200000' || n, 0, now() FROM c, generate_series(1, 2) n)
     INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients, state)
     SELECT id, n, n, n, n, n, 1, CASE WHEN n = 1 THEN 'accepted' ELSE $2 END FROM c, generate_series(1, 2) n
     RETURNING campaign_id AS id`,
    [campaign, batch],
  );
  return rows[0]?.id ?? 0;
}

beforeEach(() => database.query("TRUNCATE campaign, message, batch, chaos_batch CASCADE"));

async function losses(pending: Pending): Promise<Pick<Findings, "lost" | "unfinished">> {
  const findings: Findings = { duplicates: 0, decidedTwice: 0, lost: 0, unfinished: 0, unexplained: [] };
  compareLedger(findings, { accepted: [], ledger: await readLedger(world), unheard: 0, pending });
  return { lost: findings.lost, unfinished: findings.unfinished };
}

/** Claims the planted batch and gives it back, again and again. */
function keepMoving(campaignId: number): () => Promise<void> {
  const move = "UPDATE batch SET state = $2 WHERE campaign_id = $1 AND number = 2";
  let turn = 0;
  let last: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    last = database.query(move, [campaignId, turn++ % 2 === 0 ? "claimed" : "ready"]);
  }, 300);
  return async () => {
    clearInterval(timer);
    await last;
  };
}

test("a run that moves slowly is waited for beyond the standstill, and settles", async () => {
  const campaignId = await plant("sending", "ready");
  const stop = keepMoving(campaignId);
  setTimeout(async () => {
    await stop();
    await database.query("UPDATE batch SET state = 'accepted' WHERE campaign_id = $1", [campaignId]);
    await putStatus(database, "sent", { where: `id = ${campaignId}` });
  }, 4_000);
  expect((await drain(world, limits)).kind).toBe("settled");
});

test("a run that still moves at the cap: who is in an open batch is unfinished, who is in a closed one is lost", async () => {
  const stop = keepMoving(await plant("sending", "ready"));
  const ending = await drain(world, { ...limits, capMs: 4_000 });
  await stop();
  expect(ending).toMatchObject({ kind: "moving", limitMs: 4_000 });
  expect(ending.open).toContain("1 campaigns sending");
  expect(await losses(await readPending(world))).toEqual({ lost: 1, unfinished: 1 });
});

test("a run that stands still with open work is stuck, and names the work", async () => {
  await plant("sending", "claimed");
  const ending = await drain(world, limits);
  expect(ending).toEqual({
    kind: "stuck",
    open: ["1 campaigns sending", "1 batches claimed"],
    limitMs: limits.standstillMs,
  });
  expect(await losses(nothingPending)).toEqual({ lost: 2, unfinished: 0 });
});

test("a person who is queued in a run at rest is lost", async () => {
  await plant("sent", "accepted");
  expect((await drain(world, limits)).kind).toBe("settled");
  expect(await losses(nothingPending)).toEqual({ lost: 2, unfinished: 0 });
});
