import { statfs } from "node:fs/promises";
import { readSendingControl } from "../../lib/control/queries.ts";
import { differenceWords } from "../../lib/control/rules.ts";
import { pool } from "../../lib/db/pool.ts";
import { formatBytes, formatCounted, formatDuration } from "../../lib/format.ts";
import { type Check, readReadiness } from "../../lib/health/readiness.ts";
import { dataFolder, type ProductEnvironment } from "../run/environment.ts";
import { bad, type Finding, ok, warn } from "./finding.ts";
import { checkCallbackAddress, checkSinch } from "./sinch.ts";

type DoctorCheck = (environment: ProductEnvironment) => Promise<Finding[]>;

/** In the order in which one thing needs the other. The database answers by now. */
export const checks: readonly [name: string, check: DoctorCheck][] = [
  ["Database", checkDatabase],
  ["Migrations", async () => [of((await readReadiness()).checks.migrations, "npm run db:migrate")]],
  ["Job queue", async () => [of((await readReadiness()).checks.queue, "npm run db:migrate")]],
  ["Workers", async () => [of((await readReadiness()).checks.worker, "Start one: npm start, or npm run worker.")]],
  ["Clock", checkClock],
  ["Sinch", checkSinch],
  ["Callbacks", async () => [await checkCallbackAddress(), await checkWaiting(), await checkPartitions()]],
  ["Unknown", checkUnknown],
  ["Sending", checkControl],
  ["Disk", checkDisk],
];

function of({ ok: isOk, detail }: Check, advice: string): Finding {
  return isOk ? ok(detail) : bad(detail, advice);
}

const oldestVersion = 16;

async function checkDatabase(): Promise<Finding[]> {
  const { rows } = await pool().query<{ version: string; number: number; commit: string; place: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
            current_setting('synchronous_commit') AS commit, current_database() AS place`,
  );
  const { version = "", number = 0, commit = "", place = "" } = rows[0] ?? {};
  const findings = [
    number >= oldestVersion * 10_000
      ? ok(`Postgres ${version}, database ${place}`)
      : bad(`Postgres ${version}`, `Tidings needs Postgres ${oldestVersion} or newer.`),
  ];
  if (commit === "off" || commit === "local") {
    findings.push(
      bad(`synchronous_commit is ${commit}`, "Switch it on: a STOP that was acknowledged must survive a crash."),
    );
  }
  return findings;
}

const toleratedClockMs = 5_000;

async function checkClock(): Promise<Finding[]> {
  const askedAt = Date.now();
  const { rows } = await pool().query<{ ms: number }>(
    "SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms",
  );
  const apartMs = Math.abs((rows[0]?.ms ?? 0) - (askedAt + Date.now()) / 2);
  const words = `this machine and the database are ${Math.round(apartMs)} ms apart`;
  if (apartMs <= toleratedClockMs) return [ok(words)];
  return [bad(words, "Let both keep time by NTP: sessions and what pages call now follow this machine's clock.")];
}

/** Counted up to here: whoever has more of them has the same problem. */
const countedAtMost = 10_000;
const slowSeconds = 60;

async function checkWaiting(): Promise<Finding> {
  const { rows } = await pool().query<{ waiting: number; seconds: number | null }>(
    `SELECT count(*)::int AS waiting, extract(epoch FROM clock_timestamp() - min(received_at))::float8 AS seconds
       FROM (SELECT received_at FROM webhook_event WHERE applied_at IS NULL ORDER BY id LIMIT ${countedAtMost}) AS due`,
  );
  const { waiting = 0, seconds = null } = rows[0] ?? {};
  if (waiting === 0 || seconds === null) return ok("none waits to be applied");
  const words = `${waiting >= countedAtMost ? "at least " : ""}${formatCounted(waiting, "waits", "wait")} to be applied, the oldest for ${formatDuration(seconds * 1_000)}`;
  return seconds < slowSeconds
    ? ok(words)
    : bad(words, "A worker applies them: is one running, and what does its log say?");
}

async function checkPartitions(): Promise<Finding> {
  const { rows } = await pool().query<{ there: boolean }>(
    `SELECT to_regclass('webhook_event_' || to_char((now() AT TIME ZONE 'UTC')::date + 1, 'YYYYMMDD')) IS NOT NULL AS there`,
  );
  if (rows[0]?.there) return ok("tomorrow's have a partition");
  return warn(
    "tomorrow's have no partition yet",
    "A worker makes partitions a week ahead: let one run, with the right to create tables.",
  );
}

async function checkUnknown(): Promise<Finding[]> {
  const { rows } = await pool().query<{ batches: number; people: number; campaigns: number }>(
    `SELECT count(*)::int AS batches, coalesce(sum(recipients), 0)::int AS people, count(DISTINCT campaign_id)::int AS campaigns
       FROM batch WHERE state IN ('unknown', 'holding')`,
  );
  const { batches = 0, people = 0, campaigns = 0 } = rows[0] ?? {};
  if (batches === 0) return [ok("no batch")];
  const words = `${formatCounted(batches, "batch", "batches")} with ${formatCounted(people, "person", "people")} in ${formatCounted(campaigns, "campaign")}`;
  return [warn(words, "Nobody knows yet whether Sinch took them. The campaigns' pages show what is being done.")];
}

async function checkControl(): Promise<Finding[]> {
  const { stopped, locked } = await readSendingControl(pool());
  const findings: Finding[] = [];
  if (stopped) {
    const why = stopped.reason === "" ? "" : ` (${stopped.reason})`;
    findings.push(warn(`stopped by ${stopped.by} at ${stopped.at}${why}`, "npm run doctor -- go allows it again."));
  }
  if (locked) {
    const differences = locked.differences.map((part) => differenceWords[part]).join(" ");
    findings.push(
      bad(
        `locked at ${locked.at}, since this looks like a restored copy of the database. ${differences}`,
        "If the original still runs, both would send. If it is gone for good: npm run doctor -- confirm-copy",
      ),
    );
  }
  return findings.length === 0 ? [ok("allowed")] : findings;
}

const tightBytes = 2e9;

async function checkDisk({ isEmbedded }: ProductEnvironment): Promise<Finding[]> {
  const { rows } = await pool().query<{ bytes: number }>("SELECT pg_database_size(current_database()) AS bytes");
  const size = `the database takes ${formatBytes(rows[0]?.bytes ?? 0)}`;
  if (!isEmbedded) return [ok(`${size}; how much its disk has left is not to be seen from here`)];
  const disk = await statfs(dataFolder);
  const left = disk.bavail * disk.bsize;
  const words = `${size}, ${formatBytes(left)} are free`;
  return [left > tightBytes ? ok(words) : bad(words, "Make room: a full disk stops Postgres, and with it everything.")];
}
