import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { inTransaction } from "@/lib/db/transaction";
import { lockBatches, moveMessages } from "@/lib/messages/commands";
import { messageStatus } from "@/lib/messages/rules";
import { adoptAccepted } from "@/lib/sending/batch/adopt";
import { type Batch, decide } from "@/lib/sending/core/batch";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { type BatchState, batchTransitions } from "@/lib/sending/rules";
import { claimDue, type DueBatch } from "@/lib/sending/unclear/due";
import { showHolding } from "@/lib/sending/unclear/look-up";
import { close, escalate } from "@/lib/sending/unclear/settle";
import { createTestDatabase } from "../../../support/database.ts";
import { addLaunchedCampaign, addSubscribers } from "../../../support/rig.ts";

/**
 * What looks after an unclear batch and the core side by side: whatever happens to it, in any order and by workers who may have
 * lost it, its row must become what the core says.
 */
const database = await createTestDatabase();
const phones = ["+12012000001", "+12012000002"];

type Pair = { campaignId: number; id: number; model: Batch; workers: DueBatch[]; unclear: number; isHeld: boolean };

beforeAll(async () => {
  await addSubscribers(
    database,
    phones.map((phone) => ({ phone })),
  );
});

async function newPair(): Promise<Pair> {
  await database.query("DELETE FROM batch_event");
  await database.query("TRUNCATE campaign, campaign_counter, message, message_exception, batch, batch_attempt CASCADE");
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
  await expandCampaign(campaignId, 10, new AbortController().signal);
  await move(campaignId, messageStatus.unclear, phones.length);
  await database.query(
    `UPDATE batch SET state = 'unclear', epoch = 1, attempts = 1, reason = 'timeout', next_attempt_at = clock_timestamp()`,
  );
  const id = (await database.query("SELECT id FROM batch")).rows[0]?.id;
  await database.query(
    `INSERT INTO batch_attempt (client_reference, batch_id, number, epoch, recipients, started_at, outcome, called)
     VALUES ('first', $1, 1, 1, 2, clock_timestamp(), 'unknown', '{}')`,
    [id],
  );
  const model: Batch = { state: "unclear", epoch: 1, attempts: 1, leaseUntil: null, nextAttemptAt: 0, waitReason: "" };
  return { campaignId, id, model, workers: [], unclear: phones.length, isHeld: false };
}

/** The first so many people. */
async function move(campaignId: number, status: number, people: number): Promise<void> {
  const moves = Array.from({ length: people }, (_, index) => ({
    campaignId,
    seq: index + 1,
    status,
    code: 0,
    parts: null,
  }));
  await inTransaction((tx) => moveMessages(tx, moves, "engine"));
}

const others = ({ unclear }: Pair) => ({ queued: false, unclear: unclear > 0 });

/** Of what happens each is one of the engine's commits, and one event of the core. */
const happenings: ((pair: Pair, whim: number) => Promise<void>)[] = [
  async function take(pair) {
    await database.query("UPDATE batch SET next_attempt_at = clock_timestamp()");
    const taken = await claimDue();
    if (!taken) return;
    pair.workers.push(taken);
    pair.model = { ...pair.model, epoch: pair.model.epoch + 1 };
  },
  async function hold(pair) {
    if (pair.model.state !== "unclear" || pair.isHeld) return;
    await database.query(
      `INSERT INTO batch_attempt (client_reference, batch_id, number, epoch, recipients, started_at, send_at, outcome, called)
       SELECT 'held' || count(*), $1, count(*) + 1, 1, 2, clock_timestamp(), clock_timestamp() + interval '1 hour', 'accepted', '{1,2}'
         FROM batch_attempt`,
      [pair.id],
    );
    pair.isHeld = true;
    await show(pair);
  },
  async function withdraw(pair) {
    await database.query("UPDATE batch_attempt SET withdrawn_at = clock_timestamp() WHERE send_at IS NOT NULL");
    pair.isHeld = false;
    await show(pair);
  },
  async function prove(pair, whim) {
    pair.unclear = Math.min(pair.unclear, whim % 2);
    await move(pair.campaignId, messageStatus.sent, phones.length - pair.unclear);
    const event = { kind: "proven", others: others(pair) } as const;
    pair.model = decide(pair.model, event, 0).batch;
    const batch = { batchId: pair.id, campaignId: pair.campaignId, firstSeq: 1, lastSeq: phones.length };
    await inTransaction((tx) => adoptAccepted(tx, batch, [], null));
  },
  async function conclude(pair, whim) {
    const worker = pair.workers.at(-1 - (whim % 2));
    if (!worker) return;
    pair.model = decide(pair.model, { kind: "concluded", epoch: worker.epoch, others: others(pair) }, 0).batch;
    await close(worker);
  },
  async function ask(pair, whim) {
    const worker = pair.workers.at(-1 - (whim % 2));
    // As long as Sinch holds a try there is nothing to ask.
    if (!worker || pair.isHeld) return;
    await database.query("UPDATE batch SET decision = ''");
    pair.model = decide(pair.model, { kind: "asked", epoch: worker.epoch }, 0).batch;
    await escalate(worker, "policy");
  },
];

async function show(pair: Pair): Promise<void> {
  pair.model = decide(pair.model, { kind: "held", isHeld: pair.isHeld }, 0).batch;
  await inTransaction(async (tx) => {
    await lockBatches(tx, [pair.id]);
    await showHolding(tx, pair.id);
  });
}

async function compare({ model }: Pair): Promise<BatchState> {
  const { rows } = await database.query(
    'SELECT state, epoch, attempts, wait_reason AS "waitReason", reason FROM batch',
  );
  const { state, epoch, attempts, waitReason } = model;
  const reason = batchTransitions[state].length > 0 ? "timeout" : null;
  expect(rows).toEqual([{ state, epoch, attempts, waitReason, reason }]);
  return state;
}

test("the commits about an unclear batch decide what the core decides", async () => {
  const reached = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(255), { minLength: 6, maxLength: 14, size: "max" }), async (events) => {
      const pair = await newPair();
      for (const event of events) {
        const happen = happenings[event % happenings.length];
        await happen?.(pair, event >> 3);
        const state = await compare(pair);
        reached.set(state, (reached.get(state) ?? 0) + 1);
      }
    }),
    { numRuns: 40, seed: 36, endOnFailure: true },
  );
  expect([...reached.keys()].sort()).toEqual(["accepted", "holding", "unclear"]);
}, 120_000);
