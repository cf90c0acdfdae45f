import { loadavg } from "node:os";
import { pool } from "@/lib/db/pool";
import { inTransaction } from "@/lib/db/transaction";
import { installJobs } from "@/lib/jobs/boss";
import { enqueue } from "@/lib/jobs/enqueue";
import { createDirectMessage } from "@/lib/messages/direct";
import { fullestSecond } from "@/lib/sending/rules";
import { type BenchResult, judge, median, round } from "./harness.ts";
import { type AcceptedBatch, type SimulatorProcess, startSimulatorProcess, startWorkers, until } from "./processes.ts";
import { delaysOfARuler } from "./ruler.ts";

/**
 * How true worker processes keep to a plan's rate: measured where it counts, at the simulator, which enforces nothing.
 * `sent` is what was accepted of what the plan allows in the window; `fullest` is the fullest of all seconds, wherever it
 * begins. Then campaigns side by side, one of them started later, more of them than a worker has lanes for; and direct
 * messages in between. `ruler` is what measuring adds: by how much calls that leave on the dot are accepted off it.
 *
 * `--seconds N` makes the windows shorter than 60 s, `--only WORD` runs what has the word in its name.
 */
const argument = (name: string) => process.argv[process.argv.indexOf(name) + 1];
const windowMs = process.argv.includes("--seconds") ? Number(argument("--seconds")) * 1_000 : 60_000;
const only = process.argv.includes("--only") ? (argument("--only") ?? "") : "";
const sharingMs = 20_000;

type Report = Pick<BenchResult, "metrics" | "ratios" | "targets">;

export async function bench(): Promise<BenchResult> {
  await installJobs();
  await pool().query(
    `INSERT INTO subscriber (phone, first_name, consented_at, updated_at)
     SELECT '+1' || (2012000000 + n), 'Name' || n, now(), now() FROM generate_series(1, 190000) n`,
  );
  await pool().query("VACUUM ANALYZE subscriber");
  const simulator = await startSimulatorProcess();
  const report: Report = { metrics: {}, ratios: {}, targets: {} };
  try {
    for (const [name, measure] of Object.entries(parts)) {
      if (!name.includes(only)) continue;
      const before = { ...report.metrics, ...report.ratios };
      await measure(simulator, report);
      const figures = Object.entries({ ...report.metrics, ...report.ratios }).filter(([key]) => !(key in before));
      // It takes minutes: what is known is told.
      console.error(name, Object.fromEntries(figures), `load ${loadavg()[0]?.toFixed(1)}`);
    }
  } finally {
    simulator.stop();
  }
  return judge({ bench: "rate", sizes: [], ...report });
}

const parts: Record<string, (simulator: SimulatorProcess, report: Report) => Promise<void>> = {
  ruler: async (simulator, { metrics }) => {
    const delays = await delaysOfARuler(simulator);
    metrics.ruler_jitter_ms = round(Math.max(...delays) - Math.min(...delays), 0);
  },
  ...Object.fromEntries(
    [30, 300, 3_000].flatMap((rate) =>
      [1, 2].map((workers) => [`fidelity_${rate}_${workers}`, fidelity(rate, workers)]),
    ),
  ),
  ...Object.fromEntries([2, 3, 8].map((count) => [`sharing_${count}`, sharing(count)])),
  parts: async (simulator, { ratios, targets }) => {
    await setRateCounts("parts");
    const batches = await campaigns(simulator, { rate: 300, workers: 1, ms: windowMs, count: 1, body: threeParts });
    await setRateCounts("messages");
    const inParts = batches.map((batch) => ({ ...batch, messages: batch.messages * 3 }));
    ratios.sent_parts_300 = round(sentOf(inParts, 300, windowMs), 4);
    ratios.fullest_second_parts_300 = round(fullestSecondOf(inParts, 300), 4);
    targets.sent_parts_300 = { min: 0.99, max: 1 };
    targets.fullest_second_parts_300 = { max: fullestSecond };
  },
  direct: async (simulator, { metrics, targets }) => {
    const batches = await campaigns(simulator, { rate: 30, workers: 1, ms: 15_000, count: 1, withDirect: true });
    metrics.direct_ms = round(median(await directDelays(batches)), 0);
    targets.direct_ms = { max: 500 };
  },
};

/** With the line that says how to opt out. */
const threeParts = "Doors open at five. ".repeat(18);

async function setRateCounts(rateCounts: "messages" | "parts"): Promise<void> {
  await pool().query(
    `INSERT INTO setting (key, value) VALUES ('sending', $1)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    [JSON.stringify({ rateCounts })],
  );
}

function fidelity(rate: number, workers: number) {
  return async (simulator: SimulatorProcess, { ratios, targets }: Report) => {
    const batches = await campaigns(simulator, { rate, workers, ms: windowMs, count: 1 });
    const name = `${rate}_${workers}_workers`;
    ratios[`sent_${name}`] = round(sentOf(batches, rate, windowMs), 4);
    ratios[`fullest_second_${name}`] = round(fullestSecondOf(batches, rate), 4);
    targets[`sent_${name}`] = { min: 0.99, max: 1 };
    targets[`fullest_second_${name}`] = { max: fullestSecond };
  };
}

function sharing(count: number) {
  return async (simulator: SimulatorProcess, { ratios, targets }: Report) => {
    for (const workers of [1, 2]) {
      const batches = await campaigns(simulator, { rate: 300, workers, ms: sharingMs, count });
      const shares = sharesOf(batches, count);
      ratios[`smallest_share_of_${count}_${workers}_workers`] = round(Math.min(...shares), 3);
      ratios[`largest_share_of_${count}_${workers}_workers`] = round(Math.max(...shares), 3);
      targets[`smallest_share_of_${count}_${workers}_workers`] = { min: 0.9 };
      targets[`largest_share_of_${count}_${workers}_workers`] = { max: 1.1 };
    }
  };
}

type Scenario = { rate: number; workers: number; ms: number; count: number; withDirect?: boolean; body?: string };

/** Returns what was accepted in the window, which begins with the first batch; of several campaigns, of the last. */
async function campaigns(simulator: SimulatorProcess, scenario: Scenario): Promise<AcceptedBatch[]> {
  const { rate, workers, ms, count, body = "Hi {{first_name|there}}" } = scenario;
  await clean(simulator);
  const running = await startWorkers(workers, simulator.baseUrl, rate);
  try {
    for (let index = 1; index < count; index++) await launch(body);
    if (count > 1) await until(async () => (await simulator.total()) > rate, "the others are under way", 20);
    const last = await launch(body);
    const ofLast = (batch: AcceptedBatch) => campaignOf(batch) === `${last}`;
    await until(async () => (await simulator.accepted()).some(ofLast), "the last campaign's first batch is accepted");
    const end = performance.now() + ms + 500;
    while (performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 400));
      if (scenario.withDirect) await sendDirect();
    }
    const batches = await simulator.accepted();
    const startedAt = batches.find(ofLast)?.at ?? 0;
    return batches.filter(({ at }) => at >= startedAt && at < startedAt + ms);
  } finally {
    await pool().query("UPDATE campaign SET status = 'canceled' WHERE status IN ('preparing', 'sending', 'paused')");
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

function launch(body: string): Promise<number> {
  return inTransaction(async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO campaign (name, body, audience, status, launched_at, audience_ceiling_id, updated_at)
       SELECT 'Bench', $1, '{"everyone": true}', 'preparing', now(), max(id), now()
         FROM subscriber RETURNING id`,
      [body],
    );
    const campaignId = rows[0]?.id ?? 0;
    await enqueue(tx, "campaign.expand", { campaignId });
    return campaignId;
  });
}

async function sendDirect(): Promise<void> {
  const message = { kind: "test", phone: "+12015550199", body: "Test", campaignId: null, createdById: null } as const;
  await inTransaction((tx) => createDirectMessage(tx, message));
}

/** Of what the plan allows. The first batch begins the window: what it holds belongs to the time before. */
function sentOf(batches: AcceptedBatch[], rate: number, ms: number): number {
  const sent = batches.slice(1).reduce((sum, batch) => sum + batch.messages, 0);
  const [first, last] = [batches[0], batches.at(-1)];
  if (!first || !last) return 0;
  // A window that ends between two batches is no loss of the one that would have come; more than one is.
  const seconds = Math.max(last.at - first.at, ms - (last.messages / rate) * 1_000) / 1_000;
  return sent / (rate * seconds);
}

function fullestSecondOf(batches: AcceptedBatch[], rate: number): number {
  let fullest = 0;
  let inSecond = 0;
  let first = 0;
  for (const batch of batches) {
    inSecond += batch.messages;
    for (; (batches[first]?.at ?? batch.at) <= batch.at - 1_000; first++) inSecond -= batches[first]?.messages ?? 0;
    fullest = Math.max(fullest, inSecond);
  }
  return fullest / rate;
}

/** References are c.INSTALLATION.CAMPAIGN.BATCH.ATTEMPT. */
function campaignOf(batch: AcceptedBatch): string {
  return batch.reference.split(".")[2] ?? "";
}

/** Each campaign's, as parts of what would be an equal one. */
function sharesOf(batches: AcceptedBatch[], count: number): number[] {
  const sent = new Map<string, number>();
  for (const batch of batches) sent.set(campaignOf(batch), (sent.get(campaignOf(batch)) ?? 0) + batch.messages);
  const total = [...sent.values()].reduce((sum, messages) => sum + messages, 0);
  return Array.from({ length: count }, (_, index) => (([...sent.values()][index] ?? 0) * count) / total);
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
