import type { Client } from "pg";

/**
 * The server's work, by its own account (pg_stat_statements): time to plan and to execute, and how often each statement ran,
 * whatever code asked for it. Statements of a page run at once, so their sum may exceed the page's own time.
 */
export type Work = {
  ms: number;
  statements: number;
  /** How often a statement ran again. */
  again: number;
  /** Of it, statements that read the table of messages. */
  logMs: number;
  /** The statement that took longest. */
  heaviest: { ms: number; query: string };
};

type Counted = { id: string; query: string; calls: number; ms: number };

export async function installStatements(client: Client): Promise<void> {
  await client.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
  await client.query("ALTER SYSTEM SET pg_stat_statements.track_planning = on");
  await client.query("SELECT pg_reload_conf(), pg_stat_statements_reset()");
}

export async function workOf<T>(client: Client, page: () => Promise<T>): Promise<{ work: Work; answer: T }> {
  const before = new Map((await read(client)).map((row) => [row.id, row]));
  const answer = await page();
  const work: Work = { ms: 0, statements: 0, again: 0, logMs: 0, heaviest: { ms: 0, query: "" } };
  for (const { id, query, calls, ms } of await read(client)) {
    const ran = calls - (before.get(id)?.calls ?? 0);
    const took = ms - (before.get(id)?.ms ?? 0);
    work.ms += took;
    work.statements += ran;
    work.again += Math.max(0, ran - 1);
    if (/\bmessage\b/.test(query)) work.logMs += took;
    if (took > work.heaviest.ms) work.heaviest = { ms: took, query };
  }
  return { work, answer };
}

async function read(client: Client): Promise<Counted[]> {
  const { rows } = await client.query<Counted>(
    `SELECT queryid::text AS id, query, sum(calls)::int AS calls, sum(total_exec_time + total_plan_time) AS ms
       FROM pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND query NOT LIKE '%pg_stat_statements%' AND query !~* '^\\s*(begin|commit|rollback|set|deallocate)\\M'
      GROUP BY 1, 2`,
  );
  return rows;
}

/** Milliseconds of one statement at the server, the median of several. */
export async function serverMs(client: Client, statement: string, times = 5): Promise<number> {
  const all: number[] = [];
  for (let time = 0; time < times; time++) {
    const { rows } = await client.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${statement}`);
    const [plan] = rows[0]["QUERY PLAN"];
    all.push(plan["Planning Time"] + plan["Execution Time"]);
  }
  return all.sort((one, other) => one - other)[Math.floor(times / 2)] ?? Number.NaN;
}
