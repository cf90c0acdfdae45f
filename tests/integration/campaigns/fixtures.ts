import type { Audience } from "@/lib/audience/schema";
import type { Viewer } from "@/lib/auth/viewer";
import { type Actor, actorOf } from "@/lib/events/actor";
import type { TestDatabase } from "../../support/database.ts";

/** Rows that tests of campaigns begin with. Numbers are fictitious ones of North America. */

/** A person as doors know them, and as commands do. */
export type Person = Viewer & Extract<Actor, { kind: "person" }>;

export function viewerAs(role: Viewer["role"], userId = 1, name = "Test"): Person {
  return { sessionId: 1, userId, email: "test@example.com", role, ...actorOf({ userId, name }) } as Person;
}

export const everyone: Audience = { everyone: true, includeTagIds: [], excludeTagIds: [], followUpOf: null };

export function withTags(includeTagIds: number[], excludeTagIds: number[] = []): Audience {
  return { everyone: false, includeTagIds, excludeTagIds, followUpOf: null };
}

let nextNumber = 100;

export function newPhone(): string {
  nextNumber++;
  return `+1201555${String(nextNumber).padStart(4, "0")}`;
}

export type NewPerson = {
  firstName?: string;
  attributes?: Record<string, unknown>;
  consent?: boolean;
  suppressed?: boolean;
};

/** Returns the ids, in order; all of them carry a tag of their own. */
export async function addPeople(
  database: TestDatabase,
  people: NewPerson[],
): Promise<{ tagId: number; ids: number[] }> {
  const tag = await database.query<{ id: number }>(
    "INSERT INTO tag (name) VALUES (gen_random_uuid()::text) RETURNING id",
  );
  const tagId = tag.rows[0]?.id ?? 0;
  const ids: number[] = [];
  for (const person of people) {
    const phone = newPhone();
    const added = await database.query<{ id: number }>(
      `INSERT INTO subscriber (phone, first_name, attributes, consented_at, updated_at)
       VALUES ($1, $2, $3, CASE WHEN $4 THEN now() END, now()) RETURNING id`,
      [phone, person.firstName ?? "", JSON.stringify(person.attributes ?? {}), person.consent ?? true],
    );
    const id = added.rows[0]?.id ?? 0;
    ids.push(id);
    await database.query("INSERT INTO subscriber_tag (tag_id, subscriber_id) VALUES ($1, $2)", [tagId, id]);
    if (person.suppressed) {
      await database.query("INSERT INTO suppression (phone, source) VALUES ($1, 'admin')", [phone]);
    }
  }
  return { tagId, ids };
}

export async function addCampaign(
  database: TestDatabase,
  fields: { status?: string; body?: string; audience?: Audience; name?: string; expanded?: boolean } = {},
): Promise<number> {
  const status = fields.status ?? "draft";
  const added = await database.query<{ id: number }>(
    `INSERT INTO campaign (name, body, audience, status, updated_at, launched_at, expanded_at)
     VALUES ($1, $2, $3, $4, now(), CASE WHEN $4 <> 'draft' THEN now() END, CASE WHEN $5 THEN now() END) RETURNING id`,
    [
      fields.name ?? "Advent opening",
      fields.body ?? "Hi",
      JSON.stringify(fields.audience ?? {}),
      status,
      fields.expanded ?? status !== "draft",
    ],
  );
  return added.rows[0]?.id ?? 0;
}

export async function statusOf(database: TestDatabase, campaignId: number): Promise<string | undefined> {
  const found = await database.query<{ status: string }>("SELECT status FROM campaign WHERE id = $1", [campaignId]);
  return found.rows[0]?.status;
}

/** What Send leaves to the worker: the audience to list, and the lanes that wait for it. */
export const jobsOfLaunch = [...Array<string>(4).fill("campaign.dispatch"), "campaign.expand"];

/** Names of the jobs that wait for this campaign. */
export async function jobsOf(database: TestDatabase, campaignId: number): Promise<string[]> {
  const found = await database.query<{ name: string }>(
    "SELECT name FROM pgboss.job WHERE (data ->> 'campaignId')::int = $1 ORDER BY name",
    [campaignId],
  );
  return found.rows.map((row) => row.name);
}
