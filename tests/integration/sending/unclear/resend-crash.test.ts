import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startWorkers } from "../../../chaos/workers.ts";
import { createTestDatabase } from "../../../support/database.ts";
import { testEnvironment } from "../../../support/environment.ts";
import { addLaunchedCampaign, addSubscribers, eventually, ledgers, startRig } from "../../../support/rig.ts";

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const logFolder = join(tmpdir(), `tidings-resend-${randomUUID()}`);
const phones = ["+12012000001", "+12012000002"];

afterAll(() => rm(logFolder, { recursive: true, force: true }));

test("a worker that is killed while it writes down that a held try left: everybody once, and the books balance", async () => {
  await addSubscribers(
    database,
    phones.map((phone) => ({ phone })),
  );
  await rig.control("settings", { callbacks: false });
  await rig.control("faults", { kind: "status", status: 500, times: 1 });
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
  const faults = ["unclear.beforeSettle:1"];
  const workers = await startWorkers({
    count: 1,
    logFolder,
    faults,
    restartMs: () => 100,
    frozenMs: () => 1_000,
    env: {
      PATH: process.env.PATH ?? "",
      NODE_ENV: "production",
      ...testEnvironment,
      DATABASE_URL: database.url,
      SINCH_BASE_URL: rig.simulator.url,
    },
  });
  try {
    await eventually(
      async () => workers.firedPoints.length,
      (fired) => fired === 1,
      120_000,
    );
    // The lease of the dead one is over.
    await database.query("UPDATE batch SET next_attempt_at = clock_timestamp()");
    await eventually(
      async () => (await database.query("SELECT state FROM batch")).rows[0]?.state,
      (state) => state === "accepted",
    );
    expect(workers.firedPoints).toEqual(faults);
    const texted = (await rig.accepted())
      .filter((message) => message.dispatched_at)
      .map((message) => message.recipient);
    expect(texted.sort()).toEqual(phones);
    const { counted, grouped } = await ledgers(database, campaignId);
    expect(counted).toEqual(grouped);
  } finally {
    await workers.stop();
  }
}, 240_000);
