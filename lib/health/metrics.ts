import "server-only";
import { performance } from "node:perf_hooks";
import { messageStatusOf } from "../messages/rules";
import { type Figures, readFigures } from "./figures";

/** Figures for Prometheus. */

type Metric = { name: string; type: "counter" | "gauge"; help: string; samples: Sample[] };
type Sample = { labels?: Record<string, string>; value: number };

export async function readMetrics(): Promise<string> {
  const database = await readFigures().catch(() => null);
  const up: Metric = {
    name: "tidings_database_up",
    type: "gauge",
    help: "Whether the database answered this scrape.",
    samples: [{ value: database ? 1 : 0 }],
  };
  return toText([...processMetrics(), up, ...(database ? databaseMetrics(database) : [])]);
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

function databaseMetrics({ tables, messages, alive, isStopped, isLocked, duplicates }: Figures): Metric[] {
  const gauge = (name: string, help: string, samples: Sample[]): Metric => ({ name, type: "gauge", help, samples });
  const single = (value: number | boolean): Sample[] => [{ value: Number(value) }];
  return [
    gauge(
      "tidings_rows",
      "Campaigns, subscribers and suppressed numbers.",
      tables.map(({ name, total }) => ({ labels: { table: name }, value: total })),
    ),
    gauge(
      "tidings_messages",
      "Messages of all campaigns by state.",
      messages.map(({ status, total }) => ({ labels: { status: messageStatusOf(status) }, value: total })),
    ),
    gauge("tidings_workers_alive", aliveHelp, single(alive)),
    gauge("tidings_sending_stopped", "Whether somebody stopped all sending.", single(isStopped)),
    gauge("tidings_sending_locked", lockedHelp, single(isLocked)),
    {
      name: "tidings_duplicate_batches_total",
      type: "counter",
      help: duplicateHelp,
      samples: single(duplicates),
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
