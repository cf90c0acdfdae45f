import "server-only";
import { sleep } from "../../clock";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { bool, known } from "../../db/types";
import { log } from "../../log";
import { latestCallMs, sendTimeoutMs } from "../rules";
import { maySendSql } from "./may-send";

/**
 * The last metre of the kill switch. An intent is committed only while sending is allowed, but its call may begin a moment
 * later, and over the Conversation API it is many calls. So a call relies on no permission older than a second, and while
 * calls are under way this process asks twice a second whether it still may: if not, or if nobody answers, whatever has not
 * left yet stays here and is `not_sent`. Calls that have left are waited for. Two seconds after a stop nothing leaves any more.
 * The same goes for a campaign's last moment: however long a call of many takes, nothing of it begins after that.
 */
const permissionMs = 1_000;
const askEveryMs = 500;
const patienceMs = 900;

/**
 * Makes a call whose intent was committed at `intentAt` (of `performance.now()`), or returns null where it must not be made:
 * sending was stopped since, this process stood still for so long that the call might outlive its lease, or it is `latestAt`.
 */
export async function callInTime<T>(
  intentAt: number,
  call: (stop: AbortSignal) => Promise<T>,
  latestAt = Infinity,
): Promise<T | null> {
  if (!(await mayCall(intentAt)) || performance.now() >= latestAt) return null;
  underWay++;
  if (!isWatching) void watch();
  try {
    return await call(stopAt(latestAt));
  } finally {
    underWay--;
  }
}

/** When a call begins nothing more. It ends by itself before most last moments. */
function stopAt(latestAt: number): AbortSignal {
  const leftMs = latestAt - performance.now();
  if (leftMs > sendTimeoutMs) return stopping.signal;
  return AbortSignal.any([stopping.signal, AbortSignal.timeout(Math.max(0, Math.floor(leftMs)))]);
}

/** `leftMs` as the database told it after `intentAt`; null where there is no last moment. */
export function latestOf(intentAt: number, leftMs: number | null): number {
  return leftMs === null ? Infinity : intentAt + leftMs;
}

async function mayCall(intentAt: number): Promise<boolean> {
  let allowedAt = intentAt;
  while (performance.now() - allowedAt > permissionMs) {
    if (performance.now() - intentAt > latestCallMs) return false;
    allowedAt = performance.now();
    if (!(await maySend())) return false;
  }
  return true;
}

/** No answer is no permission. */
async function maySend(): Promise<boolean> {
  const asked = askWhetherToSend.one(pool()).then(
    ({ may }) => may,
    () => false,
  );
  return Promise.race([asked, sleep(patienceMs).then(() => false)]);
}

const askWhetherToSend = statement(
  { name: "may-send", prepared: true, row: { may: known(bool, "NOT EXISTS") } },
  () => sql`SELECT ${maySendSql} AS may`,
);

// One watch per process, and only while there is something to watch.
let underWay = 0;
let isWatching = false;
let stopping = new AbortController();

async function watch(): Promise<void> {
  isWatching = true;
  while (underWay > 0) {
    await sleep(askEveryMs);
    if (underWay === 0 || (await maySend())) continue;
    log.warn("sending was stopped or the database does not answer: no further call is begun", { underWay });
    stopping.abort();
    stopping = new AbortController();
  }
  isWatching = false;
}
