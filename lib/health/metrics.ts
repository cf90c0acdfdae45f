import "server-only";
import { performance } from "node:perf_hooks";
import { pool } from "../db/pool";
import { messageStatusOf } from "../messages/rules";
import { workerSilenceSeconds } from "./rules";

/** Figures for Prometheus. Totals come from counters that are kept anyway: a scrape never counts rows of people. */

type Metric = { name: string; type: "counter" | "gauge"; help: string; samples: Sample[] };
type Sample = { labels?: Record<string, string>; value: number };

export async function readMetrics(): Promise<string> {
  const database = await databaseMetrics().catch(() => null);
  const up: Metric = {
    name: "tidings_database_up",
    type: "gauge",
    help: "Whether the database answered this scrape.",
    samples: [{ value: database ? 1 : 0 }],
  };
  return toText([...processMetrics(), up, ...(database ?? [])]);
}

function processMetrics(): Metric[] {
  const { rss, heapUsed } = process.memoryUsage();
  const cpu = process.cpuUsage();
  const single = (name: string, type: Metric["type"], help: string, value: number): Metric => ({
    name,
    type,
    help,
    samples: [{ value }],
  });
  return [
    single("process_start_time_seconds", "gauge", "When this process started.", performance.timeOrigin / 1_000),
    single("process_cpu_seconds_total", "counter", "CPU time used.", (cpu.user + cpu.system) / 1e6),
    single("process_resident_memory_bytes", "gauge", "Memory held.", rss),
    single("nodejs_heap_size_used_bytes", "gauge", "JavaScript heap in use.", heapUsed),
    single(
      "nodejs_eventloop_utilization",
      "gauge",
      "Share of time the event loop was busy since the start.",
      performance.eventLoopUtilization().utilization,
    ),
  ];
}

async function databaseMetrics(): Promise<Metric[]> {
  const [tables, messages, workers, control, duplicates] = await Promise.all([
    pool().query<{ name: string; total: number }>("SELECT name, total FROM table_counter ORDER BY name"),
    pool().query<{ status: number; total: number }>(
      "SELECT status, sum(messages)::bigint AS total FROM campaign_counter GROUP BY status ORDER BY status",
    ),
    pool().query<{ alive: number }>(
      `SELECT count(*)::int AS alive FROM worker WHERE seen_at > now() - interval '${workerSilenceSeconds} seconds'`,
    ),
    pool().query<{ stopped: number; locked: number }>(
      `SELECT (stopped_at IS NOT NULL)::int AS stopped, (locked_at IS NOT NULL)::int AS locked FROM sending_control`,
    ),
    pool().query<{ total: number }>(
      "SELECT count(DISTINCT batch_id)::int AS total FROM batch_event WHERE kind = 'duplicate'",
    ),
  ]);
  const gauge = (name: string, help: string, samples: Sample[]): Metric => ({ name, type: "gauge", help, samples });
  const single = (value: number | undefined): Sample[] => [{ value: value ?? 0 }];
  return [
    gauge(
      "tidings_rows",
      "Campaigns, subscribers and suppressed numbers.",
      tables.rows.map(({ name, total }) => ({ labels: { table: name }, value: total })),
    ),
    gauge(
      "tidings_messages",
      "Messages of all campaigns by state.",
      messages.rows.map(({ status, total }) => ({ labels: { status: messageStatusOf(status) }, value: total })),
    ),
    gauge("tidings_workers_alive", aliveHelp, single(workers.rows[0]?.alive)),
    gauge("tidings_sending_stopped", "Whether somebody stopped all sending.", single(control.rows[0]?.stopped)),
    gauge("tidings_sending_locked", lockedHelp, single(control.rows[0]?.locked)),
    {
      name: "tidings_duplicate_batches_total",
      type: "counter",
      help: duplicateHelp,
      samples: single(duplicates.rows[0]?.total),
    },
  ];
}

const aliveHelp = "Worker processes seen within the last 30 seconds.";
const lockedHelp = "Whether sending is locked because this looks like a restored copy.";
const duplicateHelp = "Batches of which Sinch sent more than one attempt.";

/** The Prometheus text format 0.0.4. Labels here are words of ours: nothing in them needs escaping. */
function toText(metrics: Metric[]): string {
  const lines = metrics.flatMap(({ name, type, help, samples }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`),
  ]);
  return `${lines.join("\n")}\n`;
}

function labelText(labels: Record<string, string> | undefined): string {
  if (!labels) return "";
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(",")}}`;
}
