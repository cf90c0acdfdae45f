import { pool } from "@/lib/db/pool";
import { inTransaction } from "@/lib/db/transaction";
import { installJobs } from "@/lib/jobs/boss";
import { enqueue } from "@/lib/jobs/enqueue";
import { createDirectMessage } from "@/lib/messages/direct";
import { batchSizeFor } from "@/lib/sending/rules";
import { type BenchResult, judge, median, round } from "./harness.ts";
import { type AcceptedBatch, type SimulatorProcess, startSimulatorProcess, startWorkers, until } from "./processes.ts";

/**
 * How true worker processes keep to a plan's rate: measured where it counts, at the simulator, which enforces nothing.
 * `sent` is what was accepted of what the plan allows in the window; `fullest` is the fullest of all seconds, wherever it
 * begins. Then campaigns side by side, more of them than a worker has lanes for, and direct messages in between.
 */
const shortMs = 15_000;
const longMs = 60_000;

type Figures = { sent: number; fullest: number };

export async function bench(): Promise<BenchResult> {
  await installJobs();
  await pool().query(
    `INSERT INTO subscriber (phone, first_name, consented_at, updated_at)
     SELECT '+1' || (2012000000 + n), 'Name' || n, now(), now() FROM generate_series(1, 70000) n`,
  );
  await pool().query("VACUUM ANALYZE subscriber");
  const simulator = await startSimulatorProcess();
  try {
    return await measure(simulator);
  } finally {
    simulator.stop();
  }
}

async function measure(simulator: SimulatorProcess): Promise<BenchResult> {
  const metrics: Record<string, number> = {};
  const ratios: Record<string, number> = {};
  const targets: BenchResult["targets"] = {};
  const note = (name: string, { sent, fullest }: Figures) => {
    Object.assign(ratios, { [`sent_${name}`]: round(sent, 4), [`fullest_second_${name}`]: round(fullest, 4) });
    targets[`sent_${name}`] = { min: 0.99, max: 1 };
    targets[`fullest_second_${name}`] = { max: 1.02 };
  };
  for (const rate of [30, 300, 3_000]) {
    metrics[`batch_size_${rate}`] = batchSizeFor(rate);
    for (const workers of [1, 2]) {
      const batches = await campaigns(simulator, { rate, workers, ms: shortMs, count: 1 });
      note(`${rate}_${workers}_workers`, figuresOf(batches, rate, shortMs));
    }
  }
  note(
    "60s_300_2_workers",
    figuresOf(await campaigns(simulator, { rate: 300, workers: 2, ms: longMs, count: 1 }), 300, longMs),
  );

  const three = await campaigns(simulator, { rate: 300, workers: 1, ms: shortMs, count: 3 });
  ratios.smallest_share_of_3 = round(smallestShare(three, 3));
  targets.smallest_share_of_3 = { min: 0.9 };
  const direct = await campaigns(simulator, { rate: 30, workers: 1, ms: shortMs, count: 1, withDirect: true });
  metrics.direct_ms = round(median(await directDelays(direct)), 0);
  targets.direct_ms = { max: 500 };
  return judge({ bench: "rate", sizes: [], metrics, ratios, targets });
}

type Scenario = { rate: number; workers: number; ms: number; count: number; withDirect?: boolean };

/** Returns what was accepted in the window, which begins with the first batch. */
async function campaigns(simulator: SimulatorProcess, scenario: Scenario): Promise<AcceptedBatch[]> {
  const { rate, workers, ms, count } = scenario;
  await clean(simulator);
  const running = await startWorkers(workers, simulator.baseUrl, rate);
  try {
    for (let index = 0; index < count; index++) await launch();
    await until(async () => (await simulator.total()) > 0, "the first batch is accepted", 20);
    const end = performance.now() + ms + 500;
    while (performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 400));
      if (scenario.withDirect) await sendDirect();
    }
    const batches = await simulator.accepted();
    const startedAt = batches[0]?.at ?? 0;
    return batches.filter((batch) => batch.at < startedAt + ms);
  } finally {
    await pool().query("UPDATE campaign SET status = 'canceled'");
    await running.stop();
  }
}

async function clean(simulator: SimulatorProcess): Promise<void> {
  await pool().query(
    "TRUNCATE message, message_exception, batch, batch_attempt, campaign, campaign_counter, plan_limiter, direct_message",
  );
  await pool().query("DELETE FROM pgboss.job");
  await simulator.control("reset", {});
  await simulator.control("settings", { callbacks: false });
}

function launch(): Promise<void> {
  return inTransaction(async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO campaign (name, body, audience, status, launched_at, audience_ceiling_id, updated_at)
       SELECT 'Bench', 'Hi {{first_name|there}}', '{"everyone": true}', 'preparing', now(), max(id), now()
         FROM subscriber RETURNING id`,
    );
    await enqueue(tx, "campaign.expand", { campaignId: rows[0]?.id ?? 0 });
  });
}

async function sendDirect(): Promise<void> {
  const message = { kind: "test", phone: "+12015550199", body: "Test", campaignId: null, createdById: null } as const;
  await inTransaction((tx) => createDirectMessage(tx, message));
}

function figuresOf(batches: AcceptedBatch[], rate: number, ms: number): Figures {
  let fullest = 0;
  let inSecond = 0;
  let first = 0;
  for (const batch of batches) {
    inSecond += batch.messages;
    for (; (batches[first]?.at ?? batch.at) <= batch.at - 1_000; first++) inSecond -= batches[first]?.messages ?? 0;
    fullest = Math.max(fullest, inSecond);
  }
  // The first batch begins the window: what it holds belongs to the time before.
  const sent = batches.slice(1).reduce((sum, batch) => sum + batch.messages, 0);
  return { sent: sent / ((rate * ms) / 1_000), fullest: fullest / rate };
}

/** Of what would be an equal share. References are c.INSTALLATION.CAMPAIGN.BATCH.ATTEMPT. */
function smallestShare(batches: AcceptedBatch[], count: number): number {
  const shares = new Map<string, number>();
  for (const { reference, messages } of batches) {
    const campaign = reference.split(".")[2] ?? "";
    shares.set(campaign, (shares.get(campaign) ?? 0) + messages);
  }
  const total = [...shares.values()].reduce((sum, share) => sum + share, 0);
  return shares.size < count ? 0 : (Math.min(...shares.values()) * count) / total;
}

async function directDelays(batches: AcceptedBatch[]): Promise<number[]> {
  const { rows } = await pool().query<{ reference: string; at: number }>(
    `SELECT client_reference AS reference, (extract(epoch FROM created_at) * 1000)::float8 AS at FROM direct_message`,
  );
  const createdAt = new Map(rows.map((row) => [row.reference, row.at]));
  return batches.flatMap(({ reference, at }) => {
    const created = createdAt.get(reference);
    return created === undefined ? [] : [at - created];
  });
}
