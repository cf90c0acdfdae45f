import type { Sql } from "@/lib/db/pool";
import type { Member } from "./history";
import { type Person, type TagName, tagNames } from "./people";

export type TagIds = Record<TagName, number>;

export async function writeTags(tx: Sql, createdAt: Date): Promise<TagIds> {
  const { rows } = await tx.query<{ id: number; name: TagName }>(
    "INSERT INTO tag (name, created_at) SELECT name, $2 FROM unnest($1::text[]) AS t (name) RETURNING id, name",
    [tagNames, createdAt],
  );
  return Object.fromEntries(rows.map(({ id, name }) => [name, id])) as TagIds;
}

/** Returns the people with their ids, which rise in the order given. */
export async function writePeople(tx: Sql, people: readonly Person[], tags: TagIds): Promise<Member[]> {
  const { rows } = await tx.query<{ id: number; phone: string }>(
    `INSERT INTO subscriber (phone, country, first_name, last_name, email, attributes, consented_at, created_at, updated_at)
     SELECT phone, country, "firstName", "lastName", email, attributes,
            CASE WHEN "hasConsent" THEN "createdAt" END, "createdAt", "createdAt"
       FROM jsonb_to_recordset($1::jsonb) AS p (phone text, country char(2), "firstName" text, "lastName" text,
            email text, attributes jsonb, "hasConsent" bool, "createdAt" timestamptz)
      ORDER BY "createdAt", phone
     RETURNING id, phone`,
    [JSON.stringify(people)],
  );
  const idOf = new Map(rows.map(({ id, phone }) => [phone, id]));
  const members = people.map((person) => ({ ...person, id: idOf.get(person.phone) ?? 0 }));
  await writeSubscriberTags(tx, members, tags);
  return members.sort((left, right) => left.id - right.id);
}

async function writeSubscriberTags(tx: Sql, members: readonly Member[], tags: TagIds): Promise<void> {
  const pairs = members.flatMap((member) => member.tags.map((tag) => ({ tagId: tags[tag], subscriberId: member.id })));
  await tx.query(
    `INSERT INTO subscriber_tag (tag_id, subscriber_id)
     SELECT "tagId", "subscriberId" FROM jsonb_to_recordset($1::jsonb) AS p ("tagId" int, "subscriberId" int)`,
    [JSON.stringify(pairs)],
  );
}
