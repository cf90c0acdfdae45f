import { expect, test } from "vitest";
import { placeKeySql } from "@/lib/audience/place-key";
import { listPlaceKeys } from "@/lib/audience/places";
import { placeKeyOf } from "@/lib/compliance/places";
import { render } from "@/lib/db/sql";
import { createTestDatabase } from "../../support/database.ts";
import { everyone } from "../campaigns/fixtures.ts";

const database = await createTestDatabase();

test("a person's place is the same in SQL and in code", async () => {
  const phones = ["+12125550100", "+14165550100", "+17875550100", "+491760406902", "+4", "+33612345678"];
  const countries = ["US", "CA", "PR", "DE", "FR", null];
  const zones = [null, "America/New_York", "Europe/Berlin", "Pacific/Chatham", "", "no zone at all"];
  const people = phones.flatMap((phone) =>
    countries.flatMap((country) => zones.map((timeZone) => ({ phone, country, timeZone }))),
  );
  const { rows } = await database.query<{ place: string }>(
    `SELECT ${render(placeKeySql).text} AS place
       FROM unnest($1::text[], $2::char(2)[], $3::text[]) WITH ORDINALITY AS s (phone, country, time_zone, n) ORDER BY n`,
    [people.map((one) => one.phone), people.map((one) => one.country), people.map((one) => one.timeZone)],
  );
  expect(rows.map(({ place }) => place)).toEqual(people.map(placeKeyOf));
});

test("the places of an audience, each once, without those added later", async () => {
  await database.query(
    `INSERT INTO subscriber (id, phone, country, time_zone, updated_at)
     VALUES (1, '+12125550100', 'US', NULL, now()), (2, '+12125550101', 'US', NULL, now()),
            (3, '+33612345678', 'FR', 'Europe/Paris', now()), (4, '+491760406902', 'DE', 'Europe/Berlin', now())`,
  );
  expect(await listPlaceKeys(everyone, 3)).toEqual(["FR@Europe/Paris", "US+1212"]);
});
