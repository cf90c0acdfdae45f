import pg from "pg";
import { hashPassword } from "@/lib/auth/password";
import { secondsOf } from "../harness.ts";
import { type Written, writeCampaigns } from "./campaigns.ts";
import { writePeople } from "./people.ts";
import { writeReplies } from "./replies.ts";

export const account = { email: "bench@example.com", password: "bench-password-only" } as const;

export type Filled = Written & { people: number; messages: number; seconds: number };

/** One installation in the database at `url`: everything a page reads, made set-based. */
export async function fill(url: string, people: number): Promise<Filled> {
  const client = await connect(url);
  try {
    let written: Written | undefined;
    const seconds = await secondsOf(async () => {
      await client.query("SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'; SET synchronous_commit = off");
      await writeOrganisation(client);
      await writePeople(client, people);
      await client.query("ANALYZE subscriber, subscriber_tag, suppression");
      written = await writeCampaigns(client, people);
      await writeReplies(client);
      await client.query("UPDATE campaign SET created_by_id = 1; UPDATE import SET created_by_id = 1");
      await client.query("VACUUM (ANALYZE)");
      await client.query("CHECKPOINT");
    });
    const { rows } = await client.query<{ total: number }>("SELECT sum(messages)::int AS total FROM campaign_counter");
    if (!written) throw new Error("Nothing was written.");
    return { ...written, people, messages: rows[0]?.total ?? 0, seconds };
  } finally {
    await client.end();
  }
}

export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** Without a worker, since nothing may move while pages are measured; its sign of life says that one is there. */
async function writeOrganisation(client: pg.Client): Promise<void> {
  await client.query(`INSERT INTO "user" (email, name, role, password_hash) VALUES ($1, 'Bench', 'admin', $2)`, [
    account.email,
    await hashPassword(account.password),
  ]);
  await client.query("INSERT INTO setting (key, value) VALUES ('organisation', $1)", [
    JSON.stringify({ name: "Acme", defaultCountry: "US", timeZone: "America/New_York" }),
  ]);
  await client.query("INSERT INTO worker (id, seen_at) VALUES ('bench', now() + interval '1 day')");
}
