import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { expect, test } from "../support/browser.ts";

/** Each page as an administrator gets it; `campaign` and the like are the newest of their kind. */
const screens = {
  overview: "/",
  campaigns: "/campaigns",
  "a campaign": "/campaigns/$campaign",
  "a draft": "/campaigns/$draft/edit",
  "a new campaign": "/campaigns/new",
  subscribers: "/subscribers",
  "a subscriber": "/subscribers/$subscriber",
  "opt-outs": "/opt-outs",
  imports: "/imports",
  "an import to be": "/subscribers/import",
  settings: "/settings",
  "the connection": "/settings/connection",
  "how it sends": "/settings/sending",
};

type Calls = Map<string, { query: string; calls: number }>;

async function callsOf(client: Client): Promise<Calls> {
  const { rows } = await client.query<{ id: string; query: string; calls: number }>(
    `SELECT queryid::text AS id, min(query) AS query, sum(calls)::int AS calls FROM pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND query NOT LIKE '%pg_stat_statements%' AND query !~* '^\\s*(begin|commit|rollback|set|deallocate)\\M'
      GROUP BY 1`,
  );
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

/** Statements that ran more than once while `work` was done. */
async function repeatedIn(client: Client, work: () => Promise<unknown>): Promise<string[]> {
  const before = await callsOf(client);
  await work();
  const after = await callsOf(client);
  const ranOf = (id: string, calls: number) => calls - (before.get(id)?.calls ?? 0);
  return [...after].filter(([id, { calls }]) => ranOf(id, calls) > 1).map(([, { query }]) => query);
}

test("a page view runs no statement twice", async ({ page, demo, signIn }) => {
  test.setTimeout(120_000);
  await signIn("admin@example.com");
  // Without a page there is no event stream; only the worker goes on.
  await page.goto("about:blank");
  const client = new Client({ connectionString: demo.databaseUrl });
  await client.connect();
  try {
    await client.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    const { rows } = await client.query<Record<string, number>>(
      `SELECT (SELECT max(id) FROM campaign WHERE launched_at IS NOT NULL) AS campaign,
              (SELECT max(id) FROM campaign WHERE status = 'draft') AS draft, (SELECT max(id) FROM subscriber) AS subscriber`,
    );
    // Statements of the worker are no page's work.
    const ofTheWorker = new Set(await repeatedIn(client, () => delay(3_000)));
    const repeated: Record<string, string[]> = {};
    for (const [name, path] of Object.entries(screens)) {
      const address = path.replace(/\$(\w+)/, (_, kind) => String(rows[0]?.[kind]));
      const view = async () => expect((await page.request.get(address)).status(), name).toBe(200);
      await view();
      // The worker may do something twice in one of these moments, hardly in all of them.
      const views = [await repeatedIn(client, view), await repeatedIn(client, view), await repeatedIn(client, view)];
      const [first = [], ...others] = views;
      const own = first.filter((query) => !ofTheWorker.has(query) && others.every((view) => view.includes(query)));
      if (own.length > 0) repeated[name] = own;
    }
    expect(repeated).toEqual({});
  } finally {
    await client.end();
  }
});
