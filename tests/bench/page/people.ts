import type { Client } from "pg";

/**
 * People, tags, opt-outs, evidence and imports, each made by one statement. Triggers stay on, so counters and links are what
 * the product keeps; two large indexes are built behind the rows. Everything follows from a person's id: each run is the same.
 */
export type People = {
  people: number;
  /** Which part of the people has which tag. */
  tagShares: readonly number[];
};

/** Every 2nd, 5th, 20th and 100th person, and 26 tags of every 200th. */
export const tagShares = [0.5, 0.2, 0.05, 0.01, ...Array.from({ length: 26 }, () => 0.005)] as const;

export const importCount = 60;

/** Rows of the last import that were not taken as they were. */
export const problemRows = 20_000;

export async function writePeople(client: Client, people: number): Promise<void> {
  await client.query(`DROP INDEX subscriber_search_idx, consent_event_phone_id_idx`);
  await client.query(subscriberSql, [people]);
  await client.query(`CREATE INDEX subscriber_search_idx ON subscriber USING gin (search gin_trgm_ops)`);
  await client.query(tagSql, [tagShares.length]);
  await client.query(taggedSql, [tagShares.map((share) => Math.round(1 / share))]);
  await client.query(suppressionSql, [people]);
  await client.query(importSql, [importCount, people]);
  await client.query(problemSql, [importCount, Math.min(problemRows, people)]);
  await client.query(grantedSql, [importCount]);
  await client.query(revokedSql);
  await client.query(`CREATE INDEX consent_event_phone_id_idx ON consent_event (phone, id)`);
}

const firstNames =
  "Ada,Ben,Carla,Diego,Elif,Farah,George,Hanna,Ivan,Julia,Kenji,Leila,Marco,Nadia,Omar,Priya,Quinn,Rosa";
const lastNames =
  "Abbott,Brandt,Castillo,Dubois,Eriksen,Fischer,Garcia,Haddad,Ito,Jensen,Kowalski,Lopez,Moreau,Nguyen,Okafor";

// Every seventh number of twenty area codes; joined from three years to a year and a half ago.
const subscriberSql = `
  INSERT INTO subscriber (phone, country, time_zone, first_name, last_name, email, attributes, consented_at, created_at,
                          updated_at)
  SELECT '+1' || (ARRAY[201,212,213,305,312,404,415,503,512,602,617,702,713,718,720,801,813,858,917,971])[1 + n % 20]
              || (2000000 + n * 7),
         'US', (ARRAY['America/New_York','America/Chicago','America/Denver','America/Los_Angeles'])[1 + n % 4],
         (string_to_array('${firstNames}', ','))[1 + n % 18],
         (string_to_array('${lastNames}', ','))[1 + n / 18 % 15] || CASE WHEN n % 10 = 0 THEN '-Young' ELSE '' END,
         CASE WHEN n % 5 < 3 THEN 'person.' || n || '@example.com' ELSE '' END,
         jsonb_build_object('city', (ARRAY['Austin','Boston','Denver','Miami','Portland'])[1 + n % 5]),
         CASE WHEN n % 50 <> 49 THEN joined END, joined, joined
    FROM generate_series(1, $1::int) AS n
   CROSS JOIN LATERAL (SELECT now() - interval '3 years' + interval '18 months' * (n::float / $1::int)) AS j (joined)`;

const tagSql = `INSERT INTO tag (name) SELECT 'Group ' || n FROM generate_series(1, $1::int) AS n`;

const taggedSql = `
  INSERT INTO subscriber_tag (tag_id, subscriber_id)
  SELECT tag, id FROM unnest($1::int[]) WITH ORDINALITY AS t (every, tag) JOIN subscriber ON id % every = (3 + tag) % every
   ORDER BY tag, id`;

// Three of a hundred people, and strangers: a tenth as many again.
const suppressionSql = `
  INSERT INTO suppression (phone, source, keyword, created_at)
  SELECT phone, source, CASE source WHEN 'keyword' THEN 'STOP' END, now() - interval '500 days' * random_of / 1000
    FROM (SELECT phone, id AS n FROM subscriber WHERE id % 33 = 5
           UNION ALL SELECT '+1202' || (2000000 + n * 7), n FROM generate_series(1, $1::int / 300) AS n) AS p
   CROSS JOIN LATERAL (SELECT (ARRAY['keyword','keyword','keyword','admin','import','provider'])[1 + n % 6],
                              hashint4extended(n, 7) & 1023) AS s (source, random_of)`;

const importSql = `
  INSERT INTO import (file_name, status, has_header, format, options, bytes, rows, checked_through, done_through, created, updated,
                      unchanged, duplicates, rejected, suppressed, created_at, started_at, finished_at)
  SELECT 'list-' || n || '.csv', 'done', TRUE, '{"delimiter": ",", "encoding": "utf-8"}',
         jsonb_build_object('columns', '[{"as": "phone"}, {"as": "firstName"}]'::jsonb, 'country', 'US',
                            'tags', '[]'::jsonb, 'consentSource', 'Sign-up form', 'consentDay', '2024-01-01',
                            'consentWording', 'I agree to be texted by Acme.'),
         r.rows * 40, r.rows, r.rows, r.rows, r.rows - 60, 20, 10, 10, 20, 0, at, at, at + interval '1 minute'
    FROM generate_series(1, $1::int) AS n
   CROSS JOIN LATERAL (SELECT $2::int / $1::int, now() - interval '600 days' + n * interval '9 days') AS r (rows, at)`;

const problemSql = `
  INSERT INTO import_row_problem (import_id, number, problem, same_as, cells)
  SELECT $1, n + 1, CASE WHEN n % 4 = 0 THEN 'duplicate' ELSE 'not_a_number' END, CASE WHEN n % 4 = 0 THEN n END,
         ARRAY['call me ' || n, 'Ada']
    FROM generate_series(1, $2::int) AS n`;

const grantedSql = `
  INSERT INTO consent_event (phone, kind, source, wording, import_id, occurred_at, recorded_at)
  SELECT phone, 'granted', 'import', 'I agree to be texted by Acme.', 1 + id % $1::int, consented_at, consented_at
    FROM subscriber WHERE consented_at IS NOT NULL`;

const revokedSql = `
  INSERT INTO consent_event (phone, kind, source, wording, occurred_at, recorded_at)
  SELECT phone, 'revoked', source, coalesce(keyword, ''), created_at, created_at FROM suppression`;
