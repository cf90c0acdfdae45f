import { expect, test } from "vitest";
import { read, tablesOf } from "./markdown.ts";

const rows = tablesOf(read("docs/glossary.md")).flatMap((table) => table.rows);
const words = rows.map(([word = ""]) => word);

test("every word of the glossary has one meaning", () => {
  const seen = words.map((word) => word.toLowerCase());
  expect(seen.filter((word, index) => seen.indexOf(word) !== index)).toEqual([]);
  expect(rows.filter(([, meaning = ""]) => meaning.length < 15 || !meaning.endsWith("."))).toEqual([]);
});

test("the glossary is in alphabetical order", () => {
  expect(words).toEqual([...words].sort((one, other) => one.localeCompare(other, "en", { sensitivity: "base" })));
});

test("the words that the code is written in are explained", () => {
  const field = [
    "campaign",
    "audience",
    "batch",
    "attempt",
    "message",
    "part",
    "delivery report",
    "suppression",
    "sender",
  ];
  const engine = [
    "lane",
    "lease",
    "epoch",
    "expansion",
    "wave",
    "place",
    "hold",
    "wait reason",
    "quiet hours",
    "unclear",
    "unknown",
    "ledger",
    "client reference",
    "viewer",
  ];
  for (const word of [...field, ...engine]) expect(words).toContain(word);
});
