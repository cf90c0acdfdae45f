import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { ask } from "@/lib/audience/ask";
import { listedSql } from "@/lib/audience/listing";
import { membersSql } from "@/lib/audience/members";
import type { Audience } from "@/lib/audience/schema";
import { sql, toQuery } from "@/lib/db/sql";
import { messageStatus, skipReason } from "@/lib/messages/rules";
import { createTestDatabase } from "../../support/database.ts";
import { addSubscribers } from "../../support/rig.ts";
import { addCampaign, everyone, withTags } from "../campaigns/fixtures.ts";

/** Whom an audience is, asked for at once (what the button counts) and range by range (what expansion lists). */

const database = await createTestDatabase();

const crowd = 40;
const tagIds = [1, 2, 3];

/** By place in the crowd: nothing of it repeats before the crowd ends. */
const isTagged = (person: number, tag: number) => (person * (tag + 4)) % 11 < 4;
const isOptedOut = (person: number) => person % 5 === 2;
const hasConsent = (person: number) => person % 7 !== 3;
const isUnreached = (person: number) => person % 3 === 1;
let ids: number[] = [];
let over = 0;

beforeAll(async () => {
  const phones = Array.from({ length: crowd }, (_, person) => `+1201555${1_000 + person}`);
  ids = await addSubscribers(
    database,
    phones.map((phone, person) => ({ phone, hasConsent: hasConsent(person) })),
  );
  await database.query("INSERT INTO suppression (phone, source) SELECT unnest($1::text[]), 'admin'", [
    phones.filter((_, person) => isOptedOut(person)),
  ]);
  await database.query(
    "INSERT INTO tag (id, name) OVERRIDING SYSTEM VALUE SELECT n, 'Tag ' || n FROM unnest($1::int[]) n",
    [tagIds],
  );
  for (const tag of tagIds) {
    const tagged = ids.filter((_, person) => isTagged(person, tag));
    await database.query("INSERT INTO subscriber_tag (tag_id, subscriber_id) SELECT $1, unnest($2::int[])", [
      tag,
      tagged,
    ]);
  }
  over = await addCampaignInTwoWaves();
});

/** Even places were listed first, so that its messages are not in the order of the people; batches of seven. */
async function addCampaignInTwoWaves(): Promise<number> {
  const campaignId = await addCampaign(database, { status: "sent" });
  const inOrder = [0, 1].flatMap((wave) => [...ids.keys()].filter((person) => person % 2 === wave));
  await database.query(
    `WITH placed AS (
       SELECT place::int AS seq, id, is_unreached, (place::int - 1) / 20 AS wave, (place::int - 1) % 20 / 7 AS part
         FROM unnest($2::int[], $3::bool[]) WITH ORDINALITY AS p (id, is_unreached, place)
     ), messages AS (
       INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, code, updated_at)
       SELECT $1, seq, id, '', CASE WHEN is_unreached THEN $4::int ELSE $5::int END, 0, now() FROM placed
     ), exceptions AS (
       INSERT INTO message_exception (campaign_id, status, seq) SELECT $1, $4, seq FROM placed WHERE is_unreached
     )
     INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients, state)
     SELECT $1, wave * 10 + part, min(seq), max(seq), min(id), max(id), count(*), 'accepted' FROM placed GROUP BY wave, part`,
    [
      campaignId,
      inOrder.map((person) => ids[person]),
      inOrder.map(isUnreached),
      messageStatus.expired,
      messageStatus.delivered,
    ],
  );
  return campaignId;
}

type Member = { id: number; skip: number };

/** The rule once more, person by person. */
function expected({ everyone: all, includeTagIds, excludeTagIds, followUpOf }: Audience): Member[] {
  const isIncluded = (person: number) => {
    if (followUpOf !== null) return isUnreached(person);
    return all || includeTagIds.some((tag) => isTagged(person, tag));
  };
  const skipOf = (person: number) => {
    if (isOptedOut(person)) return skipReason.opted_out;
    return hasConsent(person) ? 0 : skipReason.no_consent;
  };
  return ids.flatMap((id, person) =>
    isIncluded(person) && !excludeTagIds.some((tag) => isTagged(person, tag)) ? [{ id, skip: skipOf(person) }] : [],
  );
}

async function atOnce(audience: Audience): Promise<Member[]> {
  const { text, values } = toQuery(
    sql`SELECT id, skip FROM (${membersSql(ask(audience, null))}) AS member ORDER BY id`,
  );
  const { rows } = await database.query<Member>(text, values);
  return rows;
}

async function inRange(audience: Audience, isSparse: boolean, from: number, to: number): Promise<Member[]> {
  const listed = listedSql(ask(audience, null, { above: from, through: to }), isSparse);
  const { text, values } = toQuery(sql`SELECT id, skip, number FROM (${listed}) AS member ORDER BY number`);
  const { rows } = await database.query<Member & { number: number }>(text, values);
  expect(rows.map((row) => row.number)).toEqual(rows.map((_, index) => index + 1));
  return rows.map(({ id, skip }) => ({ id, skip }));
}

const someTags = fc.subarray(tagIds);
const audiences: fc.Arbitrary<(followed: number) => Audience> = fc.oneof(
  someTags.map((excluded) => () => ({ ...everyone, excludeTagIds: excluded })),
  fc.tuple(fc.subarray(tagIds, { minLength: 1 }), someTags).map((tags) => () => withTags(...tags)),
  someTags.map((excluded) => (followed: number) => ({ ...withTags([], excluded), followUpOf: followed })),
);
/** Where ranges end, as places in the crowd; one of them may be empty, or end where nobody is. */
const cuts = fc.uniqueArray(fc.integer({ min: -1, max: crowd + 3 }), { maxLength: 6 });

test("range by range they are the same people in the same order as at once, none twice and none left out", async () => {
  await fc.assert(
    fc.asyncProperty(audiences, fc.boolean(), cuts, async (audienceOf, isSparse, places) => {
      const audience = audienceOf(over);
      const first = ids[0] ?? 0;
      const ends = [0, ...places.map((place) => first + place).sort((a, b) => a - b), 2_147_483_647];
      const found: Member[] = [];
      for (const [index, end] of ends.entries()) {
        if (index > 0) found.push(...(await inRange(audience, isSparse, ends[index - 1] ?? 0, end)));
      }
      expect(found).toEqual(expected(audience));
      expect(await atOnce(audience)).toEqual(expected(audience));
    }),
    { numRuns: 150 },
  );
});
