import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { allowSending, confirmCopy, stopSending } from "@/lib/control/commands";
import { getSendingControl } from "@/lib/control/queries";
import type { FaultPoint } from "@/lib/fault-points";
import { startWorkers, type Workers } from "../../chaos/workers.ts";
import { createTestDatabase } from "../../support/database.ts";
import { testEnvironment } from "../../support/environment.ts";
import { addLaunchedCampaign, addSubscribers, eventually, startRig } from "../../support/rig.ts";
import { viewerAs } from "../campaigns/fixtures.ts";

/** Worker processes of their own: what is stopped or locked stays so, whatever becomes of them. */

const database = await createTestDatabase();
const rig = await startRig();
const admin = viewerAs("admin", 7, "Ada Admin");
const logFolder = join(tmpdir(), `tidings-control-${randomUUID()}`);
const phones = ["+12015901001", "+12015901002", "+12015901003"];

afterAll(() => rm(logFolder, { recursive: true, force: true }));
beforeEach(async () => {
  await rig.control("reset", {});
  await database.query(
    `TRUNCATE subscriber, campaign, campaign_counter, message, message_exception, batch, batch_attempt, worker
     RESTART IDENTITY CASCADE`,
  );
  await database.query("UPDATE sending_control SET stopped_at = NULL, locked_at = NULL, fence = ''");
});

async function launch(): Promise<number> {
  await addSubscribers(
    database,
    phones.map((phone) => ({ phone })),
  );
  return addLaunchedCampaign(database, "Doors open at 5");
}

function start(fault?: { point: FaultPoint; frozenMs: number }): Promise<Workers> {
  return startWorkers({
    count: 1,
    logFolder,
    faults: fault ? [`${fault.point}:1:stop`] : [],
    restartMs: () => 100,
    frozenMs: () => fault?.frozenMs ?? 0,
    env: {
      PATH: process.env.PATH ?? "",
      NODE_ENV: "production",
      ...testEnvironment,
      DATABASE_URL: database.url,
      SINCH_BASE_URL: rig.simulator.url,
    },
  });
}

const workersSeen = async () => (await database.query<{ id: string }>("SELECT id FROM worker")).rows.length;
const states = async () => (await database.query("SELECT state, attempts FROM batch ORDER BY id")).rows;
const textedBy = async () => (await rig.accepted()).map((message) => message.recipient).sort();

test("a worker that is killed and starts again does not resume what is stopped; allowed again, everybody is texted once", async () => {
  await stopSending(admin, { reason: "" });
  await launch();
  const workers = await start();
  try {
    // The audience is fixed all the same: that is not sending.
    await eventually(states, (batches) => batches.length === 1);
    workers.strike("SIGKILL", 0);
    await eventually(workersSeen, (seen) => seen === 2);
    expect(await textedBy()).toEqual([]);
    expect(await states()).toEqual([{ state: "ready", attempts: 0 }]);
    await allowSending(admin);
    await eventually(textedBy, (texted) => texted.length === phones.length);
    await eventually(states, ([batch]) => batch?.state === "accepted");
    expect(await textedBy()).toEqual(phones);
  } finally {
    await workers.stop();
  }
}, 180_000);

test("a worker that froze between the intent and the call asks again when it wakes up: stopped meanwhile, it does not call", async () => {
  await launch();
  // Too short for its lease to be in danger: only the switch keeps it from calling.
  const workers = await start({ point: "attempt.afterIntent", frozenMs: 2_500 });
  try {
    await eventually(
      async () => workers.firedPoints.length,
      (fired) => fired === 1,
    );
    await stopSending(admin, { reason: "" });
    await eventually(states, ([batch]) => batch?.state === "ready" && batch.attempts === 1);
    expect(await textedBy()).toEqual([]);
    await allowSending(admin);
    await eventually(textedBy, (texted) => texted.length === phones.length);
  } finally {
    await workers.stop();
  }
}, 180_000);

test("a restored copy boots with sending locked, and says why; confirmed, its campaigns wait for a person", async () => {
  const campaignId = await launch();
  const planned = await database.query(
    `INSERT INTO campaign (name, body, status, starts_at, updated_at)
     VALUES ('Tomorrow', 'Hi', 'scheduled', now() + interval '1 day', now()) RETURNING id`,
  );
  await database.query("UPDATE sending_control SET fence = '1/2/3/00000001'");
  const workers = await start();
  try {
    await eventually(states, (batches) => batches.length === 1);
    const { locked } = await getSendingControl(admin);
    expect(locked?.differences).toEqual(["system", "database", "table"]);
    await confirmCopy(admin);
    await expect(confirmCopy(admin)).rejects.toThrow("not locked any more");
    expect((await getSendingControl(admin)).locked).toBeNull();
    const { rows } = await database.query("SELECT status, halt FROM campaign WHERE id = $1", [campaignId]);
    expect(rows[0]).toMatchObject({ status: "paused", halt: { code: "restored_copy" } });
    const { rows: later } = await database.query("SELECT status, halt FROM campaign WHERE id = $1", [
      planned.rows[0]?.id,
    ]);
    expect(later[0]).toMatchObject({
      status: "scheduled",
      halt: { code: "restored_schedule" },
    });
    workers.strike("SIGKILL", 0);
    await eventually(workersSeen, (seen) => seen === 2);
    expect((await getSendingControl(admin)).locked).toBeNull();
    expect(await textedBy()).toEqual([]);
  } finally {
    await workers.stop();
  }
}, 180_000);
