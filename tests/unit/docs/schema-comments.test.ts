import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { campaignStatuses, canaryStates } from "@/lib/campaigns/status";
import { importStatuses } from "@/lib/imports/status";
import { batchStates } from "@/lib/sending/rules";
import { read, root } from "./markdown.ts";

const schema = readdirSync(`${root}prisma/schema`)
  .map((name) => read(`prisma/schema/${name}`))
  .join("\n");

/** Whether a comment lists exactly these words, separated by bars; the empty word is written '' (none). */
function lists(words: readonly string[], text: string): boolean {
  const list = words.map((word) => word || "'' \\(none\\)").join(" \\| ");
  return new RegExp(`/// (?:[^|\\n]*: )?${list}(?! \\|)`).test(text);
}

test("comments of the schema name the states that the code knows", () => {
  const lived = { campaignStatuses, canaryStates, importStatuses, batchStates };
  for (const [name, words] of Object.entries(lived)) expect([name, lists(words, schema)]).toEqual([name, true]);
});

test("the measure knows a state that does not exist, and one that is missing", () => {
  expect(lists(["a", "b"], "/// a | b, see lib/x.ts")).toBe(true);
  expect(lists(["", "b"], "/// The state: '' (none) | b")).toBe(true);
  expect(lists(["a", "b"], "/// a | b | c")).toBe(false);
  expect(lists(["a", "b"], "/// z | a | b")).toBe(false);
});

test("comments of the schema name files that exist", () => {
  const files = [...schema.matchAll(/\b(?:app|lib|scripts)\/[\w/.-]+\.tsx?/g)].map(([path]) => path);
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
});
