import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
import { afterAll, expect, test } from "vitest";
import { startPostgres } from "../../../scripts/database/postgres.ts";
import { prepareDatabase } from "../../../scripts/database/prepare.ts";
import { freePort } from "../../../scripts/run/ports.ts";
import type { TestDatabase } from "../../support/database.ts";
import { testEnvironment } from "../../support/environment.ts";
import { postgresVersion } from "../../support/postgres.ts";
import { addLaunchedCampaign, addSubscribers, eventually, ledgers, startRig } from "../../support/rig.ts";

/** A server of its own, since it is killed in the middle of a campaign. It is started again as the product does it. */
const home = join(tmpdir(), `tidings-stop-${randomUUID()}`);
const server = await startPostgres({ home, version: postgresVersion, port: await freePort(), say: () => undefined });
Object.assign(process.env, testEnvironment, { DATABASE_URL: server.url });
await prepareDatabase(server.url);
const pool = new Pool({ connectionString: server.url, max: 2 });
pool.on("error", () => undefined);
const database: TestDatabase = { url: server.url, query: (sql, values) => pool.query(sql, values) };
const rig = await startRig({ messagesPerSecond: 2_000, enginePerSecond: 2_000 });
/** A batch whose intent was written and whose call was not begun is looked for, and held back, for a moment only. */
const timings = { lookAfterMs: [100, 200, 300], holdMs: 3_000, checkMs: 1_200, lastChanceMs: 500, skewMs: 50 };
const engine = { ...rig.engine, timings };
const never = new AbortController().signal;

afterAll(async () => {
  const { closePool } = await import("@/lib/db/pool");
  await closePool();
  await pool.end();
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

/** As the job queue does it: what failed is run again. */
async function untilItWorks(work: () => Promise<unknown>): Promise<void> {
  await eventually(
    () =>
      work().then(
        () => true,
        () => false,
      ),
    (worked) => worked,
    60_000,
  );
}

test("Postgres is killed in the middle of a campaign: nobody is texted twice, nobody is lost", async () => {
  const { dispatchCampaign } = await import("@/lib/sending/lane/dispatch");
  const { expandCampaign } = await import("@/lib/sending/expand/expand");
  const { applyCallbacks } = await import("@/lib/webhooks/apply");
  const phones = Array.from({ length: 6_000 }, (_, index) => `+1201${String(2_000_000 + index)}`);
  await addSubscribers(
    database,
    phones.map((phone) => ({ phone })),
  );
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
  await expandCampaign(campaignId, 200, never);

  const lanes = [0, 1, 2].map(() => untilItWorks(() => dispatchCampaign(campaignId, engine, never)));
  await eventually(
    () => rig.accepted(),
    (accepted) => accepted.length >= 2_000,
  );
  const postmaster = Number((await readFile(join(home, "data", "postmaster.pid"), "utf8")).split("\n")[0]);
  process.kill(postmaster, "SIGKILL");
  await Promise.all(lanes);

  const { sweepSending } = await import("@/lib/sending/sweep");
  const { reconcileUnclear } = await import("@/lib/sending/unclear/reconcile");
  // No call is under way any more, so what the lanes left behind need not be waited for.
  await untilItWorks(() =>
    database.query("UPDATE batch SET lease_until = now() WHERE state IN ('claimed', 'sending')"),
  );
  await eventually(
    async () => {
      await untilItWorks(sweepSending);
      await untilItWorks(() => reconcileUnclear(engine, never));
      await untilItWorks(() => dispatchCampaign(campaignId, engine, never));
      await untilItWorks(applyCallbacks);
      return ledgers(database, campaignId);
    },
    ({ counted }) => counted.length > 0 && counted.every((row) => row.status >= 30),
    90_000,
  );

  const texted = (await rig.accepted()).filter(({ dispatched_at }) => dispatched_at !== null);
  expect(texted.map(({ recipient }) => recipient).sort()).toEqual(phones);
  const { counted, grouped, unlisted } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  expect(unlisted).toBe(0);
}, 180_000);
