import "server-only";
import { ask, askedSamples } from "../../audience/ask";
import { isChosen, membersSql } from "../../audience/members";
import type { Audience } from "../../audience/schema";
import type { Viewer } from "../../auth/viewer";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { composed, statement } from "../../db/statement";
import { int, json, known, nullable, text } from "../../db/types";
import { type MergePerson, ownFields, valuesOf } from "../../messages/merge-values";
import { getOrganisation, getSendingSettings } from "../../settings/queries";
import type { TextMeasure } from "../../text/parts";
import { draftText, measureAs } from "../../text/render";
import type { PreviewRequest } from "../schema";
import type { Preview, PreviewPerson } from "../views";

/** How many people are measured. Beyond that a preview would be slower than typing; pages say how many it was. */
export const previewSample = 2_000;
const shownPeople = 25;
/** Members looked at for eligible ones: a bound that the planner understands, unlike the condition on `skip`. */
const lookedAt = 10_000;

/** Real texts for eligible people: the first few, the longest of a bounded sample, and parts over that sample. */
export async function previewAudience(_viewer: Viewer, { audience, body }: PreviewRequest): Promise<Preview> {
  const sample = await samplePeople(audience);
  const { optOutLine } = await getOrganisation();
  const text = draftText(body, optOutLine);
  const parts = new Map<number, number>();
  let longest: { person: PreviewPerson; measure: TextMeasure } | null = null;
  for (const person of sample) {
    const measure = measureAs(text, person.values);
    parts.set(measure.parts, (parts.get(measure.parts) ?? 0) + 1);
    if (!longest || isLonger(measure, longest.measure)) longest = { person, measure };
  }
  return {
    people: sample.slice(0, shownPeople),
    longest: longest?.person ?? null,
    sampled: sample.length,
    parts: [...parts].sort(([a], [b]) => a - b).map(([count, people]) => ({ parts: count, people })),
  };
}

function isLonger(a: TextMeasure, b: TextMeasure): boolean {
  return a.parts === b.parts ? a.units > b.units : a.parts > b.parts;
}

async function samplePeople(audience: Audience): Promise<PreviewPerson[]> {
  if (!isChosen(audience)) return [];
  const { frequencyCap } = await getSendingSettings();
  const range = frequencyCap ? { through: await lastLookedAt(audience) } : {};
  const people = await readSample.rows(pool(), ask(audience, frequencyCap, range));
  return people.map((person) => ({ id: person.id, name: nameOf(person), values: valuesOf(person) }));
}

const inner = "the outer join is within: these people are found by an inner one";

const readSample = composed(
  {
    name: "sample-of-audience",
    row: {
      id: known(int, inner),
      firstName: known(text, inner),
      lastName: known(text, inner),
      email: known(text, inner),
      attributes: known(json<Record<string, unknown>>(), inner),
    },
    samples: askedSamples,
  },
  (asked) => sql`
    SELECT p.id, p.first_name AS "firstName", p.last_name AS "lastName", p.email, p.attributes
      FROM (SELECT id FROM (SELECT id, skip FROM (${membersSql(asked)}) AS member ORDER BY id LIMIT ${lookedAt}) AS first
             WHERE skip = 0 ORDER BY id LIMIT ${previewSample}) AS m
      JOIN subscriber p ON p.id = m.id
     ORDER BY p.id`,
);

/** Whether somebody had enough texts is asked for a range of people: here it ends. */
async function lastLookedAt(audience: Audience): Promise<number> {
  return (await findLast.one(pool(), ask(audience, null))).id ?? 0;
}

const findLast = composed(
  { name: "last-of-sample", row: { id: nullable(int) }, samples: askedSamples },
  (asked) => sql`
    SELECT max(id) AS id FROM (SELECT id FROM (${membersSql(asked)}) AS member ORDER BY id LIMIT ${lookedAt}) AS first`,
);

function nameOf({ firstName, lastName }: MergePerson): string {
  return [firstName, lastName].filter(Boolean).join(" ") || "Somebody without a name";
}

/** Merge fields that somebody has a value for: everybody's own, and attributes of the newest and oldest subscribers. */
export async function listMergeFields(_viewer: Viewer): Promise<string[]> {
  const found = await listAttributes.rows(pool());
  const attributes = found.map((row) => row.name).filter((name) => /^[a-z][a-z0-9_]*$/.test(name));
  return [...new Set([...ownFields, ...attributes])];
}

const listAttributes = statement(
  { name: "attributes-of-some", row: { name: known(text, "a key of an object") } },
  () => sql`
    SELECT DISTINCT key AS name
      FROM ((SELECT attributes FROM subscriber ORDER BY id DESC LIMIT 500)
            UNION ALL (SELECT attributes FROM subscriber ORDER BY id LIMIT 500)) AS sample
     CROSS JOIN LATERAL jsonb_object_keys(attributes) AS key
     ORDER BY 1 LIMIT 50`,
);
