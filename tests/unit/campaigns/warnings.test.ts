import { describe, expect, test } from "vitest";
import { warningsFor } from "@/components/campaigns/compose/review/warnings";
import { draftSchema } from "@/lib/campaigns/schema";
import type { Preview, PreviewPerson } from "@/lib/campaigns/views";
import type { MergeValues } from "@/lib/text/merge";

function previewOf(...values: MergeValues[]): Preview {
  const people: PreviewPerson[] = values.map((one, index) => ({
    id: index + 1,
    name: `Person ${index + 1}`,
    values: one,
  }));
  return { people, longest: people[0] ?? null, sampled: people.length, parts: [] };
}

function warningsOf(body: string, preview: Preview, noConsent = 0) {
  const draft = draftSchema.parse({ name: "A", body, audience: { everyone: true } });
  const count = { total: 10, eligible: 10 - noConsent, optedOut: 0, noConsent, capped: 0 };
  const fields = ["first_name", "city"];
  return warningsFor({ draft, preview, count, fields, optOutLine: "Reply STOP to opt out" });
}

function titles(body: string, preview: Preview, noConsent = 0) {
  return warningsOf(body, preview, noConsent).map(({ title }) => title);
}

describe("warnings before sending", () => {
  test("a plain text for people with values needs none", () => {
    expect(titles("Hi {{first_name|there}} from {{city}}", previewOf({ first_name: "Ada", city: "Bern" }))).toEqual([]);
  });

  test("a field that nobody has is probably a typing mistake", () => {
    expect(titles("Hi {{frist_name|there}}", previewOf({}))).toEqual(["Nobody seems to have a frist name"]);
  });

  test("a field without words leaves a gap for those without a value", () => {
    const preview = previewOf({ city: "Bern" }, { city: " " }, {});
    expect(titles("In {{city}}", preview)).toEqual(["2 of 3 people looked at have no city"]);
  });

  test("Unicode, many parts and missing consent are said", () => {
    const preview = previewOf({ first_name: "Łucja" });
    expect(titles(`Hi {{first_name|there}} ${"x".repeat(180)}`, preview, 3)).toEqual([
      "Some texts are sent as Unicode",
      "Up to 4 parts a person",
      "3 people have no consent on record",
    ]);
  });

  test("the character that forces Unicode is named, with where it comes from", () => {
    const adviceFor = (body: string, preview: Preview) => warningsOf(body, preview)[0]?.advice;
    const łucja = previewOf({ first_name: "Łucja" });
    expect(adviceFor("Hi {{first_name|there}}", łucja)).toMatch(/^“Ł” in the first name of Person 1 is not in/);
    expect(adviceFor("Hi {{first_name|there}} ✓", łucja)).toMatch(/^“✓” in the text is not in/);
  });
});
