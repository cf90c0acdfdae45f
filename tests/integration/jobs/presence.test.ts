import pg from "pg";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { holdJob } from "@/lib/db/locks";
import { pool } from "@/lib/db/pool";
import { clientBoss, closeClientBoss } from "@/lib/jobs/boss";
import { enqueue } from "@/lib/jobs/enqueue";
import { findAbandoned, Presence } from "@/lib/jobs/presence";
import { takeover } from "@/lib/jobs/takeover";
import { createEmptyDatabase, createTestDatabase } from "../../support/database.ts";
import { eventually } from "../../support/rig.ts";

/** Who is there for which job: locks of connections, in this process and over the product's own queue. */

const database = await createTestDatabase();
const elsewhere = await createEmptyDatabase();
const present: { leaving: AbortController; kept: Promise<void> }[] = [];

beforeEach(() => database.query("DELETE FROM pgboss.job"));
afterEach(leaveAll);
afterAll(closeClientBoss);

function appear(): Presence {
  const leaving = new AbortController();
  const presence = new Presence();
  present.push({ leaving, kept: presence.keep(leaving.signal) });
  return presence;
}

async function leaveAll(): Promise<void> {
  for (const { leaving } of present) leaving.abort();
  await Promise.all(present.splice(0).map(({ kept }) => kept));
}

/** A job that a worker took up so long ago. */
async function activeJob(campaignId: number, seconds = 3): Promise<string> {
  await enqueue(pool(), "campaign.expand", { campaignId });
  const { rows } = await database.query<{ id: string }>(
    `UPDATE pgboss.job SET state = 'active', started_on = clock_timestamp() - make_interval(secs => $2)
      WHERE singleton_key = $1 RETURNING id`,
    [`${campaignId}`, seconds],
  );
  return rows[0]?.id ?? "";
}

const abandoned = async () => (await findAbandoned()).map(({ id }) => id).sort();
const allHeld = () => eventually(abandoned, (ids) => ids.length === 0);

/** The connections of those who are present. */
async function connections(): Promise<number[]> {
  const { rows } = await database.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'tidings-presence' AND datname = current_database()",
  );
  return rows.map(({ pid }) => pid);
}

/** Of those who are present, once for each job they are there for. */
async function locks(): Promise<number[]> {
  const held = await database.query<{ pid: number }>(
    `SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND a.application_name = 'tidings-presence' AND a.datname = current_database()`,
  );
  return held.rows.map(({ pid }) => pid);
}

describe("a job is abandoned", () => {
  test("when no worker is there for it, unless it was only just taken up or still waits", async () => {
    const left = await activeJob(1);
    await activeJob(2, 0);
    await enqueue(pool(), "campaign.expand", { campaignId: 3 });
    expect(await findAbandoned()).toEqual([{ id: left, name: "campaign.expand", retryCount: 0 }]);
  });

  test("not while it is held, however long it runs, and again when it is let go", async () => {
    const [one, other] = [await activeJob(1, 80_000), await activeJob(2)];
    const presence = appear();
    await presence.hold(one);
    await presence.hold(other);
    await allHeld();
    await presence.release(one);
    await eventually(abandoned, (ids) => ids.join() === one);
  });

  test("not while one of two holds it: neither waits for the other", async () => {
    const job = await activeJob(1);
    const [first, second] = [appear(), appear()];
    await Promise.all([first.hold(job), second.hold(job)]);
    await eventually(locks, (pids) => pids.length === 2);
    await first.release(job);
    expect(await abandoned()).toEqual([]);
    await second.release(job);
    await eventually(abandoned, (ids) => ids.join() === job);
  });

  test("as soon as its worker leaves", async () => {
    const job = await activeJob(1);
    await appear().hold(job);
    await allHeld();
    await leaveAll();
    await eventually(abandoned, (ids) => ids.includes(job));
  });

  test("whatever is held under its id in another database of the server", async () => {
    const job = await activeJob(1);
    const stranger = new pg.Client({ connectionString: elsewhere.url });
    await stranger.connect();
    await holdJob.run(stranger, { jobId: job });
    expect(await abandoned()).toEqual([job]);
    await stranger.end();
  });
});

describe("a connection that the server ends", () => {
  const cut = async () => {
    const before = await connections();
    await database.query("SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS c (pid)", [before]);
    await eventually(connections, (pids) => pids.length > 0 && !pids.some((pid) => before.includes(pid)));
  };

  test("is followed by another one, with the locks of every job that still runs", async () => {
    const jobs = [await activeJob(1), await activeJob(2), await activeJob(3)].sort();
    const presence = appear();
    for (const job of jobs) await presence.hold(job);
    await allHeld();
    await cut();
    await allHeld();
    for (const job of jobs) await presence.release(job);
    // The connection may be new, and let go of what it has just taken.
    await eventually(abandoned, (ids) => ids.join() === jobs.join());
  });

  test("takes no lock along for a job that ended meanwhile", async () => {
    const [ended, running] = [await activeJob(1), await activeJob(2)];
    const presence = appear();
    await presence.hold(ended);
    await presence.hold(running);
    await allHeld();
    await Promise.all([cut(), presence.release(ended)]);
    // Its lock may be taken, and is let go of at once.
    await eventually(abandoned, (ids) => ids.length === 1 && ids[0] === ended);
  });
});

test("a job that is held before there is a connection is held by the first one", async () => {
  const job = await activeJob(1);
  const presence = new Presence();
  await presence.hold(job);
  expect(await abandoned()).toEqual([job]);
  const leaving = new AbortController();
  present.push({ leaving, kept: presence.keep(leaving.signal) });
  await allHeld();
});

describe("taking over", () => {
  async function stateOf(id: string): Promise<{ state?: string; tries?: number }> {
    const { rows } = await database.query<{ state: string; tries: number }>(
      "SELECT state, retry_count AS tries FROM pgboss.job WHERE id = $1",
      [id],
    );
    return rows[0] ?? {};
  }

  test("a job has to be found twice, since its worker may only have lost its connection", async () => {
    const job = await activeJob(1);
    const step = takeover(await clientBoss());
    await step();
    expect(await stateOf(job)).toEqual({ state: "active", tries: 0 });
    await step();
    expect((await stateOf(job)).state).toBe("retry");
  });

  test("a job whose worker came back between two looks stays its own, and begins anew to be suspected", async () => {
    const job = await activeJob(1);
    const step = takeover(await clientBoss());
    await step();
    const presence = appear();
    await presence.hold(job);
    await allHeld();
    await step();
    await presence.release(job);
    await eventually(abandoned, (ids) => ids.includes(job));
    await step();
    expect((await stateOf(job)).state).toBe("active");
    await step();
    expect((await stateOf(job)).state).toBe("retry");
  });

  test("another run of the same job is another suspect", async () => {
    const job = await activeJob(1);
    const step = takeover(await clientBoss());
    await step();
    await database.query("UPDATE pgboss.job SET retry_count = 1 WHERE id = $1", [job]);
    await step();
    expect(await stateOf(job)).toEqual({ state: "active", tries: 1 });
    await step();
    expect((await stateOf(job)).state).toBe("retry");
  });

  test("two workers that look at once give a job back once", async () => {
    const job = await activeJob(1);
    const boss = await clientBoss();
    const steps = [takeover(boss), takeover(boss)];
    for (let look = 0; look < 2; look++) await Promise.all(steps.map((step) => step()));
    expect((await stateOf(job)).state).toBe("retry");
    expect((await database.query("SELECT FROM pgboss.job")).rowCount).toBe(1);
  });
});
