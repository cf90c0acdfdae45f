import { join } from "node:path";
import { batchSizeFor } from "@/lib/sending/rules";
import { testEnvironment } from "../support/environment.ts";
import { type ChaosDatabase, startDatabase } from "./database.ts";
import { readAccepted, readLedger } from "./ground-truth.ts";
import { compareLedger, countDuplicates, type Findings } from "./invariants.ts";
import { emptyNotes } from "./notes.ts";
import { nothingPending } from "./open-work.ts";
import { launch } from "./people.ts";
import { plainCampaign } from "./plan.ts";
import { recoveriesOf } from "./recovery.ts";
import { openRunFolder } from "./run-folder.ts";
import { type SinchSide, startSinchSide } from "./sinch-side.ts";
import { workerEnvironment } from "./worker-process.ts";
import { startWorkers, type Workers } from "./workers.ts";
import { look, wait } from "./world.ts";

/**
 * One large campaign by two workers on a durable Postgres. When half of the texts are accepted, one worker is killed with
 * -9 and started again as a supervisor would. The run is over when every delivery report is applied and no batch is unclear;
 * then the ledger is compared with Sinch's list, person by person. It ends with one line of JSON.
 */
const rate = 20_000;
const workerCount = 2;

type Setting = SinchSide & { database: ChaosDatabase; workers: Workers };

export async function million(people: number): Promise<boolean> {
  Object.assign(process.env, testEnvironment);
  const folder = await openRunFolder();
  const database = await startDatabase(folder.home, {});
  try {
    return await sendToCrowd(database, people);
  } finally {
    await database.stop();
    await folder.close();
  }
}

async function sendToCrowd(database: ChaosDatabase, people: number): Promise<boolean> {
  await database.renew();
  // A row for each move of a message would distort the measurement.
  await database.query("DROP TRIGGER chaos_message ON message");
  await addCrowd(database, people);
  const sinch = await startSinchSide({ transport: "sms", messagesPerSecond: 10_000_000 });
  const workers = await startWorkers({
    count: workerCount,
    logFolder: join(database.logs, "million"),
    faults: [],
    restartMs: () => 500,
    frozenMs: () => 0,
    env: workerEnvironment({ ...sinch, database, rate, transport: "sms" }),
  });
  sinch.deliverTo(() => workers.ingestPort());
  try {
    return await measure({ ...sinch, database, workers }, people);
  } finally {
    await workers.stop();
    await sinch.close();
  }
}

async function measure(setting: Setting, people: number): Promise<boolean> {
  const { database, workers, simulator } = setting;
  await until("both workers are up", async () => (await countOf(database, "worker", "true")) === workerCount);
  const startedAt = performance.now();
  const campaignId = await launch(database, plainCampaign("Hi {{first_name|there}}"));
  const accepted = async () => (await look<Stats>(setting, "stats")).accepted.messages;
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
    unknown: await fatesOfUnclear(database, campaignId),
  };
  console.table(Object.fromEntries(Object.entries(result).filter(([, value]) => typeof value === "number")));
  console.log(JSON.stringify(result));
  return result.duplicates + result.lost + result.unexplained.length === 0;
}

type Stats = { accepted: { messages: number }; waiting: Record<string, number>; callbacks: Record<string, number> };
type SimulatorOf = SinchSide["simulator"];

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
  return (await countOf(database, "batch", "state IN ('ready', 'claimed', 'sending', 'unclear', 'holding')")) === 0;
}

async function countOf(database: ChaosDatabase, table: string, where: string): Promise<number> {
  const { rows } = await database.query<{ many: number }>(`SELECT count(*)::int AS many FROM ${table} WHERE ${where}`);
  return rows[0]?.many ?? 0;
}

/** Compares person by person, and the counters with the rows. */
async function compare(database: ChaosDatabase, simulator: SimulatorOf) {
  const accepted = await readAccepted({ simulator });
  const texts = accepted.filter(({ batch }) => batch !== null);
  const duplicates = countDuplicates(texts);
  const findings: Findings = { duplicates, decidedTwice: 0, lost: 0, unfinished: 0, unexplained: [] };
  const ledger = await readLedger({ database });
  const { callbacks } = await look<Stats>({ simulator }, "stats");
  compareLedger(findings, { accepted, ledger, unheard: callbacks.dropped ?? 0, pending: nothingPending });
  const { rows } = await database.query<{ wrong: number }>(
    `SELECT count(*)::int AS wrong FROM campaign_counter c
       FULL JOIN (SELECT campaign_id, status, code, count(*) AS messages FROM message GROUP BY 1, 2, 3) m
         USING (campaign_id, status, code)
      WHERE coalesce(c.messages, 0) <> coalesce(m.messages, 0)`,
  );
  if (rows[0]?.wrong) findings.unexplained.push(`${rows[0].wrong} counters that differ from GROUP BY`);
  return { accepted: texts.length, reports: callbacks.delivered ?? 0, ...findings };
}

/** The final states of the batches whose call was under way at the death. */
async function fatesOfUnclear(database: ChaosDatabase, campaignId: number): Promise<Record<string, number>> {
  const { rows } = await database.query<{ state: string; many: number }>(
    `SELECT state, count(*)::int AS many FROM batch b
      WHERE campaign_id = $1 AND EXISTS (SELECT FROM chaos_batch j WHERE j.batch_id = b.id AND j.to_state = 'unclear')
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
