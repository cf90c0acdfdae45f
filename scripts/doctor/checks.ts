import { statfs } from "node:fs/promises";
import { readSendingControl } from "../../lib/control/queries.ts";
import { differenceWords } from "../../lib/control/rules.ts";
import { pool } from "../../lib/db/pool.ts";
import { formatBytes, formatCounted, formatDuration } from "../../lib/format.ts";
import {
  countedAtMost,
  countUnclearBatches,
  hasPartitionOfTomorrow,
  readDatabaseClock,
  readDatabaseSize,
  readServer,
  readWaitingCallbacks,
} from "../../lib/health/examination.ts";
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
  ["Unclear", checkUnclear],
  ["Sending", checkControl],
  ["Disk", checkDisk],
];

function of({ ok: isOk, detail }: Check, advice: string): Finding {
  return isOk ? ok(detail) : bad(detail, advice);
}

const oldestVersion = 16;

async function checkDatabase(): Promise<Finding[]> {
  const { version, number, commit, place } = await readServer();
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
  const databaseMs = await readDatabaseClock();
  const apartMs = Math.abs(databaseMs - (askedAt + Date.now()) / 2);
  const words = `this machine and the database are ${Math.round(apartMs)} ms apart`;
  if (apartMs <= toleratedClockMs) return [ok(words)];
  return [bad(words, "Let both keep time by NTP: sessions and what pages call now follow this machine's clock.")];
}

const slowSeconds = 60;

async function checkWaiting(): Promise<Finding> {
  const { waiting, seconds } = await readWaitingCallbacks();
  if (waiting === 0 || seconds === null) return ok("none waits to be applied");
  const words = `${waiting >= countedAtMost ? "at least " : ""}${formatCounted(waiting, "waits", "wait")} to be applied, the oldest for ${formatDuration(seconds * 1_000)}`;
  return seconds < slowSeconds
    ? ok(words)
    : bad(words, "A worker applies them: is one running, and what does its log say?");
}

async function checkPartitions(): Promise<Finding> {
  if (await hasPartitionOfTomorrow()) return ok("tomorrow's have a partition");
  return warn(
    "tomorrow's have no partition yet",
    "A worker makes partitions a week ahead: let one run, with the right to create tables.",
  );
}

async function checkUnclear(): Promise<Finding[]> {
  const { batches, people, campaigns } = await countUnclearBatches();
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
  const size = `the database takes ${formatBytes(await readDatabaseSize())}`;
  if (!isEmbedded) return [ok(`${size}; how much its disk has left is not to be seen from here`)];
  const disk = await statfs(dataFolder);
  const left = disk.bavail * disk.bsize;
  const words = `${size}, ${formatBytes(left)} are free`;
  return [left > tightBytes ? ok(words) : bad(words, "Make room: a full disk stops Postgres, and with it everything.")];
}
