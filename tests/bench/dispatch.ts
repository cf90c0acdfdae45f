import { spawn } from "node:child_process";
import { pool } from "@/lib/db/pool";
import { installJobs } from "@/lib/jobs/boss";
import { timings } from "@/lib/sending/core/unclear";
import type { Engine } from "@/lib/sending/engine/engine";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { createTransport } from "@/lib/sinch";
import { freePort } from "../../scripts/run/ports.ts";
import { type BenchResult, judge, median, memoryGrowthOf, round, secondsOf } from "./harness.ts";
import { messagesPerSecondOfPeer } from "./peer.ts";

/**
 * Dispatch without a rate: four lanes of one worker against the simulator in a process of its own, callbacks off. Against
 * its limit in the same run: the same process POSTing ready-made batches of the same size without a database; and against one
 * job per message on the same queue (peer.ts). Statements are counted by Postgres itself.
 */
const size = 100_000;
const batchSize = 1_000;
const pairs = 5;
const peerMessages = 4_000;
const lanes = 4;
const never = new AbortController().signal;

export async function bench(): Promise<BenchResult> {
  await installJobs();
  const port = await freePort(4_400);
  const simulator = spawn(process.execPath, [...process.execArgv, "lib/simulator/main.ts"], {
    env: { ...process.env, SINCH_BASE_URL: `http://127.0.0.1:${port}`, SINCH_MESSAGES_PER_SECOND: "100000" },
    stdio: "inherit",
  });
  await untilItListens(`http://127.0.0.1:${port}`);
  try {
    return await measure(`http://127.0.0.1:${port}`);
  } finally {
    simulator.kill("SIGTERM");
  }
}

async function untilItListens(baseUrl: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const answer = await fetch(`${baseUrl}/_sim/stats`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("The simulator did not start.");
}

async function measure(baseUrl: string): Promise<BenchResult> {
  const engine = engineFor(baseUrl);
  await post(baseUrl, "settings", { callbacks: false });
  await fill();
  const taken: Taken = { ours: [], limit: [], growth: 0, statements: 0 };
  for (let pair = 0; pair < pairs; pair++) {
    await measurePair(engine, taken);
    await post(baseUrl, "reset", {});
    await post(baseUrl, "settings", { callbacks: false });
  }
  const peer = await messagesPerSecondOfPeer(engine, peerMessages);
  await engine.transport.close();
  return resultOf(taken, peer);
}

function engineFor(baseUrl: string): Engine {
  return {
    transport: createTransport({ kind: "sms", baseUrl, servicePlanId: "demo-plan", apiToken: "demo-token" }),
    plan: { id: "bench", messagesPerSecond: 100_000_000, counts: "messages" },
    sender: "+12015550100",
    callbackUrl: "http://127.0.0.1:9/api/webhooks/delivery-reports",
    installation: "bench",
    hasQuietHours: false,
    now: () => new Date(),
    timings,
  };
}

/** Seconds of each pass, the largest growth of memory in MB, and statements per batch of the last pass. */
type Taken = { ours: number[]; limit: number[]; growth: number; statements: number };

/** The limit, then ours, from the same state. */
async function measurePair(engine: Engine, taken: Taken): Promise<void> {
  taken.limit.push(await secondsOf(() => postReadyMade(engine)));
  const campaignId = await expanded();
  const before = await statementCount();
  const growth = await memoryGrowthOf(async () => {
    taken.ours.push(await secondsOf(() => runLanes(campaignId, engine)));
  });
  taken.growth = Math.max(taken.growth, growth);
  taken.statements = ((await statementCount()) - before) / (size / batchSize);
}

function resultOf({ ours, limit, growth, statements }: Taken, peer: number): BenchResult {
  return judge({
    bench: "dispatch",
    sizes: [size],
    metrics: {
      recipients_per_second: Math.round(size / median(ours)),
      limit_recipients_per_second: Math.round(size / median(limit)),
      peer_messages_per_second: Math.round(peer),
      statements_per_1000: round(statements),
      memory_growth_mb: round(growth, 0),
    },
    ratios: {
      of_bare_posts: round(median(ours.map((seconds, pair) => (limit[pair] ?? 0) / seconds))),
      times_peer: round(size / median(ours) / peer),
    },
    targets: {
      recipients_per_second: { min: 100_000 },
      of_bare_posts: { min: 0.1 },
      times_peer: { min: 30 },
      statements_per_1000: { max: 6 },
      memory_growth_mb: { max: 150 },
    },
  });
}

function runLanes(campaignId: number, engine: Engine): Promise<unknown> {
  return Promise.all(Array.from({ length: lanes }, () => dispatchCampaign(campaignId, engine, never)));
}

async function fill(): Promise<void> {
  await pool().query(
    `INSERT INTO subscriber (phone, first_name, consented_at, updated_at)
     SELECT '+1' || (2012000000 + n), 'Name' || n, now(), now() FROM generate_series(1, $1::int) n`,
    [size],
  );
  await pool()
    .query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    .catch(() => undefined);
  await pool().query("VACUUM ANALYZE subscriber");
}

async function expanded(): Promise<number> {
  await pool().query("TRUNCATE message, message_exception, batch, batch_attempt, campaign, campaign_counter");
  const { rows } = await pool().query<{ id: number }>(
    `INSERT INTO campaign (name, body, audience, status, launched_at, audience_ceiling_id, updated_at)
     SELECT 'Bench', 'Hi {{first_name|there}}, doors open at 5', '{"everyone": true}', 'preparing', now(), max(id), now()
       FROM subscriber RETURNING id`,
  );
  const campaignId = rows[0]?.id ?? 0;
  await expandCampaign(campaignId, batchSize, never);
  await pool().query("VACUUM ANALYZE message, batch");
  await pool().query("CHECKPOINT");
  return campaignId;
}

async function postReadyMade(engine: Engine): Promise<void> {
  const to = Array.from({ length: batchSize }, (_, index) => `+1${2_012_000_000 + index}`);
  const values = Object.fromEntries(to.map((phone, index) => [phone, `Name${index}`]));
  const one = async (lane: number) => {
    for (let batch = 0; batch < size / batchSize / lanes; batch++) {
      await engine.transport.sendBatch({
        clientReference: `limit.${lane}.${batch}.${Math.random()}`,
        from: engine.sender,
        to,
        body: `Hi \${first_name}, doors open at 5`,
        parameters: { first_name: { default: "there", values } },
        callbackUrl: engine.callbackUrl,
      });
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => one(lane)));
}

async function statementCount(): Promise<number> {
  const { rows } = await pool().query<{ calls: number }>(
    `SELECT coalesce(sum(calls), 0) AS calls FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
      WHERE d.datname = current_database() AND query NOT ILIKE '%pgboss%'`,
  );
  return rows[0]?.calls ?? 0;
}

async function post(baseUrl: string, path: string, body: unknown): Promise<void> {
  await fetch(`${baseUrl}/_sim/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
