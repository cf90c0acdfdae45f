import { join } from "node:path";
import type { Client } from "pg";
import { closePool } from "@/lib/db/pool";
import { installJobs } from "@/lib/jobs/boss";
import { buildWhenChanged } from "../../scripts/run/build.ts";
import { dataFolder } from "../../scripts/run/environment.ts";
import { Supervisor } from "../../scripts/run/supervisor.ts";
import { type BenchResult, judge, round } from "./harness.ts";
import { connect, type Filled, fill } from "./page/data.ts";
import { type Figures, figuresOf, heaviestOf, type Installation, measure } from "./page/measure.ts";
import { type Screen, screensOf } from "./page/screens.ts";
import { installStatements, serverMs } from "./page/statements.ts";
import { startWeb } from "./page/web.ts";

/**
 * Each page of the dashboard as a signed-in person gets it from the built product, at a million people and ten million messages:
 * time at the database, first byte, whole page, weight. Beside it in the same run: the same page at a hundredth of the size; a bare page of one
 * statement; and, for messages and searches, what an index range, an OFFSET and a sequential scan take.
 * `--small` tries the bench itself.
 */
const isSmall = process.argv.includes("--small");
const sizes = isSmall ? [10_000, 30_000] : [10_000, 1_000_000];
const views = isSmall ? 5 : 20;
const distFolder = ".next-bench";

export async function bench(): Promise<BenchResult> {
  const [smallSize = 0, largeSize = 0] = sizes;
  await buildWhenChanged(distFolder);
  const largeUrl = process.env.DATABASE_URL ?? "";
  await installJobs();
  const smallUrl = await copyOf(largeUrl);
  const filled = { small: await fill(smallUrl, smallSize), large: await fill(largeUrl, largeSize) };
  const supervisor = new Supervisor({ logs: join(dataFolder, "bench/logs"), say: console.error });
  const clients = { small: await connect(smallUrl), large: await connect(largeUrl) };
  try {
    for (const client of Object.values(clients)) await installStatements(client);
    const small = { client: clients.small, web: await startWeb(supervisor, "web-small", smallUrl, distFolder) };
    const large = { client: clients.large, web: await startWeb(supervisor, "web-large", largeUrl, distFolder) };
    const pages = await measurePages(small, large, filled);
    console.table(Object.fromEntries(pages.map(({ screen, figures }) => [screen.name, figures])));
    return judged(pages, await limitsOf(clients.large, filled.large), filled.large);
  } finally {
    await supervisor.stop();
    await Promise.all(Object.values(clients).map((client) => client.end()));
  }
}

/** A second database beside the first, before anything is written; nobody may be connected to what is copied. */
async function copyOf(url: string): Promise<string> {
  const { closeClientBoss } = await import("@/lib/jobs/boss");
  await closeClientBoss();
  await closePool();
  const client = await connect(new URL("/postgres", url).href);
  await client.query(`CREATE DATABASE small TEMPLATE ${new URL(url).pathname.slice(1)}`);
  await client.end();
  return new URL("/small", url).href;
}

type MeasuredPage = { screen: Screen; figures: Figures; problems: number };

async function measurePages(
  small: Installation,
  large: Installation,
  filled: { small: Filled; large: Filled },
): Promise<MeasuredPage[]> {
  const pages: MeasuredPage[] = [];
  const ofSmall = screensOf(filled.small);
  for (const [index, screen] of screensOf(filled.large).entries()) {
    const measured = await measure(small, large, [ofSmall[index] ?? screen, screen], views);
    for (const problem of measured.problems) console.error(problem);
    console.log(heaviestOf(measured));
    pages.push({ screen, figures: figuresOf(measured), problems: measured.problems.length });
  }
  return pages;
}

type Limits = { keysetMs: number; offsetMs: number; scanMs: number; countMs: number };

/** The same questions without a product: the best that an index gives (people of a campaign, with names), and what peers do instead. */
async function limitsOf(client: Client, { people, large }: Filled): Promise<Limits> {
  const rows = `SELECT m.*, s.first_name, s.last_name FROM message m LEFT JOIN subscriber s ON s.id = m.subscriber_id
                 WHERE m.campaign_id = ${large}`;
  const deep = Math.floor(people * 0.9);
  const keysetMs = await serverMs(client, `${rows} AND m.seq > ${deep} ORDER BY m.seq LIMIT 51`, 25);
  // Without the names: joined before the OFFSET, they would make the peer twenty times slower than it need be.
  const skipped = `SELECT * FROM message WHERE campaign_id = ${large} ORDER BY seq OFFSET ${deep} LIMIT 51`;
  const offsetMs = await serverMs(client, skipped);
  const countMs = await serverMs(client, "SELECT count(*) FROM subscriber");
  await client.query(
    "SET enable_bitmapscan = off; SET enable_indexscan = off; SET max_parallel_workers_per_gather = 0",
  );
  const scanMs = await serverMs(client, "SELECT * FROM subscriber WHERE search LIKE '%nobody of this name%'");
  return { keysetMs, offsetMs, scanMs, countMs };
}

function judged(pages: MeasuredPage[], limits: Limits, { seconds, messages }: Filled): BenchResult {
  const metrics: Record<string, number> = { fill_seconds: round(seconds, 0), messages };
  metrics.broken_pages = pages.filter(({ problems }) => problems > 0).length;
  const ratios: Record<string, number> = {};
  const targets: BenchResult["targets"] = { broken_pages: { max: 0 } };
  for (const [name, ms] of Object.entries(limits)) metrics[name.replace("Ms", "_ms")] = round(ms, 3);
  const figureOf = (name: string) => pages.find(({ screen }) => screen.name === name)?.figures;
  for (const { screen, figures } of pages) {
    const { name } = screen;
    const { ttfb_of_bare, sql_growth, whole_growth, ...absolute } = figures;
    for (const [figure, value] of Object.entries(absolute)) if (value !== null) metrics[`${name}.${figure}`] = value;
    ratios[`${name}.ttfb_of_bare`] = ttfb_of_bare;
    ratios[`${name}.sql_growth`] = sql_growth;
    ratios[`${name}.whole_growth`] = whole_growth;
    Object.assign(targets, targetsOf(screen));
    Object.assign(ratios, ratiosOf(screen, figures, limits));
  }
  ratios.log_deep_of_first = round((figureOf("recipients_deep")?.log_ms ?? 0) / (figureOf("campaign")?.log_ms ?? 0));
  targets.log_deep_of_first = { max: 1.2 };
  return judge({ bench: "page", sizes: [...sizes, messages], metrics, ratios, targets });
}

function ratiosOf({ name, log, search, counts }: Screen, { log_ms, sql_ms }: Figures, limits: Limits) {
  return {
    ...(log && { [`${name}.log_of_keyset`]: round(log_ms / limits.keysetMs) }),
    ...(log && { [`${name}.log_times_offset`]: round(limits.offsetMs / log_ms, 0) }),
    ...(search && { [`${name}.sql_of_scan`]: round(sql_ms / limits.scanMs, 3) }),
    ...(counts && { [`${name}.sql_of_count`]: round(sql_ms / limits.countMs) }),
  };
}

function targetsOf({ name, log, search, counts, rows }: Screen): BenchResult["targets"] {
  const isConstant = !search && !counts;
  return {
    [`${name}.ttfb_of_bare`]: { max: 1.5 },
    ...(isConstant && { [`${name}.sql_ms`]: { max: 5 }, [`${name}.whole_growth`]: { max: 1.2 } }),
    ...(log && { [`${name}.log_of_keyset`]: { max: 3 } }),
    ...(search && { [`${name}.sql_of_scan`]: { max: 0.05 } }),
    ...(counts && { [`${name}.sql_of_count`]: { max: 2 } }),
    ...(rows && { [`${name}.kb`]: { max: 125 } }),
  };
}
