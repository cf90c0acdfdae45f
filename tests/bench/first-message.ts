import { launchCampaign } from "@/lib/campaigns/commands/launch";
import { pool } from "@/lib/db/pool";
import { actorOf } from "@/lib/events/actor";
import { installJobs } from "@/lib/jobs/boss";
import { type BenchResult, judge, median, round } from "./harness.ts";
import { type SimulatorProcess, startSimulatorProcess, startWorkers, until } from "./processes.ts";

/**
 * From Send to the first text, with a worker process of its own: the launch counts the audience and commits, the queue wakes
 * the worker, the first people are expanded, a lane claims and calls. Measured from before the launch to the moment at
 * which the simulator had the first batch.
 */
const sizes = [10_000, 1_000_000];
const times = 5;
const actor = actorOf({ userId: 1, name: "Bench" });

export async function bench(): Promise<BenchResult> {
  await installJobs();
  const simulator = await startSimulatorProcess();
  const metrics: Record<string, number> = {};
  try {
    for (const size of sizes) {
      await fill(size);
      const whole: number[] = [];
      const launch: number[] = [];
      for (let time = 0; time < times; time++) {
        const measured = await measure(simulator, size);
        whole.push(measured.whole);
        launch.push(measured.launch);
      }
      metrics[`first_message_ms_${size}`] = round(median(whole), 0);
      metrics[`slowest_ms_${size}`] = round(Math.max(...whole), 0);
      metrics[`of_which_launch_ms_${size}`] = round(median(launch), 0);
    }
  } finally {
    simulator.stop();
  }
  const targets = { first_message_ms_1000000: { max: 1_000 } };
  return judge({ bench: "first-message", sizes, metrics, ratios: {}, targets });
}

async function fill(size: number): Promise<void> {
  await pool().query("TRUNCATE subscriber CASCADE");
  await pool().query("ALTER TABLE subscriber DISABLE TRIGGER USER");
  await pool().query("DROP INDEX IF EXISTS subscriber_search_idx");
  await pool().query(
    `INSERT INTO subscriber (phone, first_name, consented_at, updated_at)
     SELECT '+1' || (2000000000 + n), 'Name' || n, now(), now() FROM generate_series(1, $1::int) n`,
    [size],
  );
  await pool().query("VACUUM ANALYZE subscriber");
}

async function measure(simulator: SimulatorProcess, size: number): Promise<{ whole: number; launch: number }> {
  await pool().query(
    "TRUNCATE message, message_exception, batch, batch_attempt, campaign, campaign_counter, plan_limiter",
  );
  await pool().query("DELETE FROM pgboss.job");
  await pool().query("CHECKPOINT");
  await simulator.control("reset", {});
  await simulator.control("settings", { callbacks: false });
  const workers = await startWorkers(1, simulator.baseUrl, 300);
  try {
    const { rows } = await pool().query<{ id: number }>(
      `INSERT INTO campaign (name, body, audience, status, updated_at)
       VALUES ('Bench', 'Hi {{first_name|there}}', '{"everyone": true, "includeTagIds": [], "excludeTagIds": []}', 'draft', now())
       RETURNING id`,
    );
    // The worker has just started; people press Send on one that has been up for a while.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const pressedAt = Date.now();
    await launchCampaign(actor, { campaignId: rows[0]?.id ?? 0, version: 1, confirmedEligible: size });
    const committedAt = Date.now();
    await until(async () => (await simulator.total()) > 0, "the first batch is accepted", 10);
    const [first] = await simulator.accepted();
    return { whole: (first?.at ?? Number.NaN) - pressedAt, launch: committedAt - pressedAt };
  } finally {
    await pool().query("UPDATE campaign SET status = 'canceled' WHERE status IN ('preparing', 'sending', 'paused')");
    await workers.stop();
  }
}
