import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { inTransaction } from "@/lib/db/transaction";
import type { FaultPoint } from "@/lib/fault-points";
import { createDirectMessage } from "@/lib/messages/direct";
import { messageStatus } from "@/lib/messages/rules";
import { latestCallMs } from "@/lib/sending/rules";
import { startWorkers, type Workers } from "../../../chaos/workers.ts";
import { createTestDatabase } from "../../../support/database.ts";
import { testEnvironment } from "../../../support/environment.ts";
import { addLaunchedCampaign, addSubscribers, eventually, startRig } from "../../../support/rig.ts";

const database = await createTestDatabase();
const rig = await startRig();
const logFolder = join(tmpdir(), `tidings-frozen-${randomUUID()}`);
const phones = ["+12012000001", "+12012000002"];

afterAll(() => rm(logFolder, { recursive: true, force: true }));

function startFrozenAt(point: FaultPoint): Promise<Workers> {
  return startWorkers({
    count: 1,
    logFolder,
    faults: [`${point}:1:stop`],
    clock: null,
    restartMs: () => 100,
    frozenMs: () => latestCallMs + 1_000,
    env: {
      PATH: process.env.PATH ?? "",
      NODE_ENV: "production",
      ...testEnvironment,
      DATABASE_URL: database.url,
      SINCH_BASE_URL: rig.simulator.url,
    },
  });
}

test("a worker frozen between the intent and the call does not call when it wakes up, and everybody is texted once", async () => {
  await addSubscribers(
    database,
    phones.map((phone) => ({ phone })),
  );
  await addLaunchedCampaign(database, "Doors open at 5");
  const workers = await startFrozenAt("attempt.afterIntent");
  try {
    const seen = await eventually(
      async () => (await database.query("SELECT outcome FROM batch_attempt ORDER BY number")).rows,
      (rows) => rows.some((row) => row.outcome === "accepted"),
      90_000,
    );
    expect(workers.firedPoints).toEqual(["attempt.afterIntent:1:stop"]);
    expect(seen.map((row) => row.outcome)).toEqual(["not_sent", "accepted"]);
    expect((await rig.accepted()).map((message) => message.recipient).sort()).toEqual(phones);
  } finally {
    await workers.stop();
  }
}, 240_000);

test("a test text whose worker froze before the call looks again: who opted out meanwhile gets nothing", async () => {
  await rig.control("reset", {});
  const phone = "+12012000009";
  const id = await inTransaction((tx) =>
    createDirectMessage(tx, { kind: "test", phone, body: "A test", campaignId: null, createdById: null }),
  );
  const workers = await startFrozenAt("direct.afterIntent");
  try {
    await eventually(
      async () => workers.firedPoints.length,
      (fired) => fired === 1,
      90_000,
    );
    await database.query("INSERT INTO suppression (phone, source) VALUES ($1, 'keyword')", [phone]);
    const status = await eventually(
      async () => (await database.query("SELECT status FROM direct_message WHERE id = $1", [id])).rows[0]?.status,
      (seen) => seen !== messageStatus.queued,
      90_000,
    );
    expect(status).toBe(messageStatus.skipped);
    expect(await rig.accepted()).toEqual([]);
  } finally {
    await workers.stop();
  }
}, 240_000);
