import { countAudience } from "@/lib/audience/members";
import { type Audience, audienceSchema } from "@/lib/audience/schema";
import { pool } from "@/lib/db/pool";
import { systemActor } from "@/lib/events/actor";
import { installJobs } from "@/lib/jobs/boss";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { saveSendingSettings } from "@/lib/settings/commands";
import { getSendingSettings } from "@/lib/settings/queries";
import { databaseSecondsOf, statement } from "./database.ts";
import { type BenchResult, judge, median, memoryGrowthOf, round, secondsOf } from "./harness.ts";

/**
 * Expansion: audience → message and batch rows, with counters, exceptions and cursor, against its limit in the same run:
 * a bare INSERT … SELECT of the same people into a table of the same shape with nothing but its primary key; and
 * against a table as an ORM would make it (uuid, text status, four indexes). Each ratio also in the database's CPU seconds,
 * which a busy machine does not change. Then those of one tag, every second of the people, against the same limit of a join; and
 * everybody under a frequency cap, against ten campaigns to the same people.
 */
const sizes = process.argv.includes("--large")
  ? [10_000, 100_000, 1_000_000, 10_000_000]
  : [10_000, 100_000, 1_000_000];
const never = new AbortController().signal;

/** Random keys cost most where their indexes are large; ten millions of them take too long to wait for. */
const largestOrm = 1_000_000;

export async function bench(): Promise<BenchResult> {
  await installJobs();
  await pool().query(`
    CREATE TABLE bare (LIKE message INCLUDING STORAGE, PRIMARY KEY (campaign_id, seq)) WITH (fillfactor = 50);
    CREATE TABLE orm (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), campaign_id int, subscriber_id int, phone text,
                      status text, updated_at timestamptz);
    CREATE UNIQUE INDEX ON orm (campaign_id, subscriber_id);
    CREATE INDEX ON orm (campaign_id, status); CREATE INDEX ON orm (phone); CREATE INDEX ON orm (updated_at)`);
  const figures: Figures = { metrics: {}, ratios: {}, all: new Map(), tagged: new Map(), growthMb: 0 };
  for (const size of sizes) await measureSize(size, figures);
  const { metrics, ratios } = figures;
  metrics.memory_growth_mb = round(figures.growthMb, 0);
  ratios.slope = round(slope(figures.all), 3);
  ratios.tagged_slope = round(slope(figures.tagged), 3);
  const capped = await measureCapped();
  metrics.capped_seconds_100000 = round(median(capped.with), 2);
  metrics.capped_estimate_seconds_100000 = round(median(capped.estimate), 2);
  ratios.capped_times_uncapped_100000 = round(median(capped.with) / median(capped.without));
  return judge({ bench: "expand", sizes, metrics, ratios, targets });
}

const targets = {
  ...Object.fromEntries(sizes.map((size) => [`of_bare_insert_${size}`, { min: 0.75 }])),
  [`times_orm_${largestOrm}`]: { min: 4 },
  slope: { max: 1.05 },
  tagged_slope: { max: 1.05 },
  memory_growth_mb: { max: 150 },
};

/** Figures measured so far; `all` and `tagged` are seconds by size. */
type Figures = {
  metrics: Record<string, number>;
  ratios: Record<string, number>;
  all: Map<number, number>;
  tagged: Map<number, number>;
  growthMb: number;
};

async function measureSize(size: number, figures: Figures): Promise<void> {
  const { metrics, ratios } = figures;
  await fill(size);
  const all = await measure(size, size <= largestOrm ? ["ours", "bare", "orm"] : ["ours", "bare"]);
  figures.all.set(size, median(all.ours.seconds));
  figures.growthMb = all.growthMb;
  metrics[`rows_per_second_${size}`] = Math.round(size / median(all.ours.seconds));
  ratios[`of_bare_insert_${size}`] = timesOf(all.ours.seconds, all.bare.seconds);
  ratios[`cpu_of_bare_insert_${size}`] = timesOf(all.ours.cpuSeconds, all.bare.cpuSeconds);
  if (size <= largestOrm) {
    ratios[`times_orm_${size}`] = timesOf(all.ours.seconds, all.orm.seconds);
    ratios[`cpu_times_orm_${size}`] = timesOf(all.ours.cpuSeconds, all.orm.cpuSeconds);
  }
  const tagged = await measure(size, ["taggedOurs", "taggedBare"]);
  figures.tagged.set(size, median(tagged.taggedOurs.seconds));
  metrics[`tagged_rows_per_second_${size}`] = Math.round(size / 2 / median(tagged.taggedOurs.seconds));
  ratios[`tagged_of_bare_insert_${size}`] = timesOf(tagged.taggedOurs.seconds, tagged.taggedBare.seconds);
}

/** What takes milliseconds is measured more often. */
function passesOf(size: number): number {
  if (size > 100_000) return 3;
  return size > 10_000 ? 7 : 75;
}

async function fill(size: number): Promise<void> {
  await statement("TRUNCATE subscriber, suppression RESTART IDENTITY CASCADE");
  await statement(
    `INSERT INTO subscriber (phone, first_name, consented_at, updated_at)
     SELECT '+1' || (2000000000 + n), 'Name' || n, CASE WHEN n % 50 <> 0 THEN now() END, now() FROM generate_series(1, $1::int) n`,
    [size],
  );
  await statement("INSERT INTO suppression (phone, source) SELECT phone, 'admin' FROM subscriber WHERE id % 20 = 0");
  await statement("INSERT INTO tag (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'Half') ON CONFLICT DO NOTHING");
  await statement("INSERT INTO subscriber_tag (tag_id, subscriber_id) SELECT 1, id FROM subscriber WHERE id % 2 = 0");
  await statement("VACUUM ANALYZE subscriber, suppression, subscriber_tag");
}

type Way = "ours" | "bare" | "orm" | "taggedOurs" | "taggedBare";
type Timed = { seconds: number[]; cpuSeconds: number[] };

/**
 * Each way starts from the same state: with empty tables and nothing left to be written to disk. Behind another way it would also
 * write what that one left in the buffers, which at ten million rows is a tenth of the time. Who comes first changes with each pass.
 */
async function measure(size: number, asked: Way[]): Promise<Record<Way, Timed> & { growthMb: number }> {
  const none = (): Timed => ({ seconds: [], cpuSeconds: [] });
  const measured = { ours: none(), bare: none(), orm: none(), taggedOurs: none(), taggedBare: none(), growthMb: 0 };
  for (let pass = 0; pass < passesOf(size); pass++) {
    const first = pass % asked.length;
    for (const way of [...asked.slice(first), ...asked.slice(0, first)]) {
      await startAnew();
      const insert = await ready(way);
      const { seconds, cpuSeconds } = measured[way];
      const growth = await memoryGrowthOf(async () => {
        cpuSeconds.push(await databaseSecondsOf(async () => seconds.push(await secondsOf(insert))));
      });
      if (way === "ours") measured.growthMb = Math.max(measured.growthMb, growth);
    }
  }
  return measured;
}

async function ready(way: Way): Promise<() => Promise<void>> {
  const campaignId = await launch(way === "taggedOurs" ? { includeTagIds: [1] } : { everyone: true });
  const inserts = { ours: expand, taggedOurs: expand, bare: insertBare, taggedBare: insertBareTagged, orm: insertOrm };
  return () => inserts[way](campaignId);
}

function expand(campaignId: number): Promise<void> {
  return expandCampaign(campaignId, 1_000, never);
}

async function startAnew(): Promise<void> {
  await statement("TRUNCATE message, message_exception, batch, batch_attempt, campaign, campaign_counter, bare, orm");
  await warm();
  await statement("CHECKPOINT");
}

/** How many times faster we are than another way, pass by pass. */
function timesOf(ours: number[], other: number[]): number {
  return round(median(ours.map((seconds, at) => (other[at] ?? 0) / seconds)));
}

/** 100,000 people who all got ten campaigns lately, under a cap that lets them have more: nothing may be left out of the count. */
async function measureCapped() {
  await fill(100_000);
  const seconds = { without: [] as number[], with: [] as number[], estimate: [] as number[] };
  const expandInto = async (into: number[]) => {
    const campaignId = await launch({ everyone: true });
    into.push(await secondsOf(() => expand(campaignId)));
    return campaignId;
  };
  for (let recent = 0; recent < 10; recent++) await expandInto(seconds.without);
  await pool().query("ANALYZE");
  const settings = await getSendingSettings();
  const bench = systemActor("bench");
  await saveSendingSettings(bench, { ...settings, frequencyCap: { messages: 20, days: 7 } });
  for (let run = 0; run < 3; run++) {
    seconds.estimate.push(await secondsOf(() => countAudience(audienceSchema.parse({ everyone: true }))));
    const campaignId = await expandInto(seconds.with);
    await pool().query("DELETE FROM message WHERE campaign_id = $1", [campaignId]);
    await pool().query("DELETE FROM batch WHERE campaign_id = $1", [campaignId]);
  }
  await saveSendingSettings(bench, settings);
  return seconds;
}

async function insertBare(): Promise<void> {
  await statement(
    `INSERT INTO bare (campaign_id, seq, subscriber_id, phone, status, code, parts, updated_at)
     SELECT 1, row_number() OVER (ORDER BY id), id, phone, 0, 0, 0, now() FROM subscriber`,
  );
}

/** A few people, both ways: the first statement on a table that was truncated reads the catalog, which no campaign of a worker does. */
async function warm(): Promise<void> {
  await statement("INSERT INTO bare SELECT 0, id, id, phone, 0, 0, 0, now() FROM subscriber WHERE id <= 30");
  await expand(await launch({ everyone: true }, 30));
}

async function insertBareTagged(): Promise<void> {
  await statement(
    `INSERT INTO bare (campaign_id, seq, subscriber_id, phone, status, code, parts, updated_at)
     SELECT 1, row_number() OVER (ORDER BY id), id, phone, 0, 0, 0, now()
       FROM subscriber JOIN subscriber_tag ON tag_id = 1 AND subscriber_id = id`,
  );
}

async function insertOrm(): Promise<void> {
  await statement(
    `INSERT INTO orm (campaign_id, subscriber_id, phone, status, updated_at)
     SELECT 1, id, phone, 'queued', now() FROM subscriber`,
  );
}

async function launch(audience: Partial<Audience>, ceiling = 2_147_483_647): Promise<number> {
  const { rows } = await pool().query<{ id: number }>(
    `INSERT INTO campaign (name, body, audience, status, launched_at, audience_ceiling_id, updated_at)
     SELECT 'Bench', 'Hi', $2, 'preparing', now(), least(max(id), $1::int), now() FROM subscriber RETURNING id`,
    [ceiling, JSON.stringify(audience)],
  );
  return rows[0]?.id ?? 0;
}

/** Of log time over log size: 1 is linear. */
function slope(seconds: Map<number, number>): number {
  const first = sizes[1] ?? 1;
  const last = sizes.at(-1) ?? 1;
  return Math.log((seconds.get(last) ?? 1) / (seconds.get(first) ?? 1)) / Math.log(last / first);
}
