import { rm } from "node:fs/promises";
import { join } from "node:path";
import { batchSizeFor } from "@/lib/sending/rules";
import { startSimulator } from "@/lib/simulator";
import { dataFolder } from "../../scripts/run/environment.ts";
import { testEnvironment } from "../support/environment.ts";
import { type ChaosDatabase, startDatabase } from "./database.ts";
import { readAccepted, readLedger } from "./ground-truth.ts";
import { compareLedger, countDuplicates, type Findings } from "./invariants.ts";
import { emptyNotes } from "./notes.ts";
import { launch } from "./people.ts";
import { plainCampaign } from "./plan.ts";
import { startProxy } from "./proxy.ts";
import { recoveriesOf } from "./recovery.ts";
import { startWorkers, workerEnvironment } from "./workers.ts";
import { look, wait } from "./world.ts";

/**
 * One large campaign by two workers on a durable Postgres. When half of the texts are accepted one worker is killed with
 * -9, and started again as a supervisor would. Over when every delivery report is applied and nothing is unclear any more;
 * then the ledger is compared with what Sinch has, person by person. Ends with one line of JSON.
 */
const rate = 20_000;
const workerCount = 2;

export async function million(people: number): Promise<boolean> {
  Object.assign(process.env, testEnvironment);
  const home = join(dataFolder, "chaos", `million-${process.pid}`);
  const database = await startDatabase(home, {});
  await database.renew();
  // A row for every move of every message would be measured instead.
  await database.query("DROP TRIGGER chaos_message ON message");
  await addCrowd(database, people);

  let ingest: () => number | null = () => null;
  const callbacks = await startProxy(() => ingest());
  const address = `http://127.0.0.1:${callbacks.port}`;
  const simulator = await startSimulator({
    port: 0,
    messagesPerSecond: 10_000_000,
    delays: { minMs: 0, maxMs: 30_000 },
    timeScale: 0.01,
    webhookSecret: testEnvironment.SINCH_WEBHOOK_SECRET,
    inboundUrl: `${address}/api/webhooks/inbound`,
  });
  const toSinch = await startProxy(() => simulator.port);
  const workers = await startWorkers({
    count: workerCount,
    logFolder: join(home, "logs"),
    faults: [],
    restartMs: () => 500,
    frozenMs: () => 0,
    env: workerEnvironment({ database, callbacks, toSinch, rate, transport: "sms" }),
  });
  ingest = () => workers.ingestPort();
  try {
    await until("both workers are up", async () => (await countOf(database, "worker", "true")) === workerCount);
    const startedAt = performance.now();
    const campaignId = await launch(database, plainCampaign("Hi {{first_name|there}}"));
    const accepted = async () => (await look<Stats>({ simulator }, "stats")).accepted.messages;
    await until("half is accepted", async () => (await accepted()) >= people / 2);
    workers.strike("SIGKILL", 0);
    await until("all is sent", async () => (await countOf(database, "campaign", "status = 'sent'")) === 1);
    const sentMs = performance.now() - startedAt;
    await until("every report is applied", () => isQuiet(database, simulator));
    const wholeMs = performance.now() - startedAt;
    const result = {
      people,
      rate,
      batchSize: batchSizeFor(rate),
      ...(await compare(database, simulator)),
      sentSeconds: Math.round(sentMs / 1_000),
      reportedSeconds: Math.round(wholeMs / 1_000),
      recoveryMs: Math.max(0, ...(await recoveriesOf({ database, workers, notes: emptyNotes() }))),
      unknown: await fatesOfUnknown(database, campaignId),
    };
    console.table(Object.fromEntries(Object.entries(result).filter(([, value]) => typeof value === "number")));
    console.log(JSON.stringify(result));
    return result.duplicates + result.lost + result.unexplained.length === 0;
  } finally {
    await workers.stop();
    await simulator.close();
    await toSinch.close();
    await callbacks.close();
    await database.stop();
    await rm(home, { recursive: true, force: true });
  }
}

type Stats = { accepted: { messages: number }; waiting: Record<string, number>; callbacks: Record<string, number> };
type SimulatorOf = Parameters<typeof readAccepted>[0]["simulator"];

async function addCrowd(database: ChaosDatabase, people: number): Promise<void> {
  await database.query("ALTER TABLE subscriber DISABLE TRIGGER USER");
  await database.query(
    `INSERT INTO subscriber (phone, first_name, consented_at, updated_at)
     SELECT '+1' || (2012000000 + n), 'Name' || n, now(), now() FROM generate_series(1, $1::int) n ON CONFLICT DO NOTHING`,
    [people],
  );
  await database.query("ALTER TABLE subscriber ENABLE TRIGGER USER");
  await database.query("VACUUM ANALYZE subscriber");
}

async function isQuiet(database: ChaosDatabase, simulator: SimulatorOf): Promise<boolean> {
  const { waiting } = await look<Stats>({ simulator }, "stats");
  if (Object.values(waiting).some((many) => many > 0)) return false;
  if ((await countOf(database, "webhook_event", "applied_at IS NULL")) > 0) return false;
  return (await countOf(database, "batch", "state IN ('ready', 'claimed', 'sending', 'unknown', 'holding')")) === 0;
}

async function countOf(database: ChaosDatabase, table: string, where: string): Promise<number> {
  const { rows } = await database.query<{ many: number }>(`SELECT count(*)::int AS many FROM ${table} WHERE ${where}`);
  return rows[0]?.many ?? 0;
}

/** Person by person; and the counters against the rows. */
async function compare(database: ChaosDatabase, simulator: SimulatorOf) {
  const accepted = await readAccepted({ simulator });
  const texts = accepted.filter(({ batch }) => batch !== null);
  const findings: Findings = { duplicates: countDuplicates(texts), decidedTwice: 0, lost: 0, unexplained: [] };
  const ledger = await readLedger({ database });
  const { callbacks } = await look<Stats>({ simulator }, "stats");
  compareLedger(findings, accepted, ledger, callbacks.dropped ?? 0);
  const { rows } = await database.query<{ wrong: number }>(
    `SELECT count(*)::int AS wrong FROM campaign_counter c
       FULL JOIN (SELECT campaign_id, status, code, count(*) AS messages FROM message GROUP BY 1, 2, 3) m
         USING (campaign_id, status, code)
      WHERE coalesce(c.messages, 0) <> coalesce(m.messages, 0)`,
  );
  if (rows[0]?.wrong) findings.unexplained.push(`${rows[0].wrong} counters that differ from GROUP BY`);
  return { accepted: texts.length, reports: callbacks.delivered ?? 0, ...findings };
}

/** What the batches became whose call was under way at the death. */
async function fatesOfUnknown(database: ChaosDatabase, campaignId: number): Promise<Record<string, number>> {
  const { rows } = await database.query<{ state: string; many: number }>(
    `SELECT state, count(*)::int AS many FROM batch b
      WHERE campaign_id = $1 AND EXISTS (SELECT FROM chaos_batch j WHERE j.batch_id = b.id AND j.to_state = 'unknown')
      GROUP BY state`,
    [campaignId],
  );
  return Object.fromEntries(rows.map(({ state, many }) => [state, many]));
}

async function until(what: string, check: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now();
  while (!(await check())) {
    if (performance.now() - startedAt > 30 * 60_000) throw new Error(`still waiting: ${what}`);
    await wait(100);
  }
  console.log(`${what}: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
}
