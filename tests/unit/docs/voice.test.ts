import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { livingDocuments, read, root } from "./markdown.ts";

/** Such an opening hides the noun: the reader learns at the end of the sentence whom it is about. See docs/style.md. */
const opening = /^(?:Nobody|Somebody|Whoever|What|Of one that)\b/;

/** Sentences of paragraphs, list items and table cells. Headings are none, and code does not speak. */
function sentencesOf(text: string): string[] {
  const prose = text
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/^#+ .*$/gm, "")
    .replace(/^[|\-\s:]+$/gm, "");
  const blocks = prose.split(/\n\s*\n|\n *(?:[-*]|\d+\.) |\||\n(?=\|)/);
  const sentences = blocks.flatMap((block) => block.replace(/\s+/g, " ").split(/(?<=[.!?:][*_)"”]*) /));
  return sentences
    .map((sentence) => sentence.replace(/^[\s*_"“(]+/, "").replace(/^(?:[-*]|\d+\.) /, ""))
    .filter(Boolean);
}

const hidden = (text: string) => sentencesOf(text).filter((sentence) => opening.test(sentence.replace(/^[*_"“]+/, "")));

function commentsOf(code: string): string[] {
  const blocks = code.matchAll(/\/\*\*?([\s\S]*?)\*\/|((?:^ *\/\/.*\n)+)/gm);
  return [...blocks].map(([, block, lines]) => (block ?? lines ?? "").replace(/^ *(?:\*|\/\/) ?/gm, ""));
}

describe("every sentence names its noun first", () => {
  test.each(livingDocuments)("%s", (path) => {
    expect(hidden(read(path))).toEqual([]);
  });

  test("the comments of the engine's rooms do, too", () => {
    const files = ["lib/sending", "lib/webhooks", "lib/campaigns"].flatMap((room) =>
      readdirSync(`${root}${room}`, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".ts"))
        .map((path) => `${room}/${path}`),
    );
    expect(files.length).toBeGreaterThan(80);
    expect(files.flatMap((path) => commentsOf(read(path)).flatMap(hidden))).toEqual([]);
  });

  test("the measure finds such an opening wherever a sentence may begin", () => {
    for (const planted of [
      "Whoever reads this wonders.",
      "A sentence. What follows is\nanother.",
      "A list:\n\n- one\n- Nobody knows.",
      "1. **Somebody pauses.** It stops.",
      "| word | meaning |\n|---|---|\n| fence | What a database says it is. |",
      "Two halves: What counts is this.",
      "Of one that died nothing is heard.",
    ])
      expect([planted, hidden(planted)]).toEqual([planted, [expect.stringMatching(opening)]]);
    for (const fine of [
      "## What it is not\n\nA service.",
      "```\nWhat = 1\n```",
      "It says what is. Whatever comes, nobody waits.",
    ])
      expect(hidden(fine)).toEqual([]);
  });
});
