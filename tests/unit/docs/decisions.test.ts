import { describe, expect, test } from "vitest";
import { decisions, read } from "./markdown.ts";

const mostLines = 30;

function problemsOf(name: string, text: string): string[] {
  const number = /(\d{3})-[a-z0-9-]+\.md$/.exec(name)?.[1];
  const lines = text.trimEnd().split("\n");
  const headings = lines.filter((line) => line.startsWith("## "));
  const sections = text.split(/^## .*$/m).slice(1);
  const date = /^Date: (\d{4}-\d{2}-\d{2})$/m.exec(text)?.[1];
  return [
    ...(number !== undefined && lines[0]?.startsWith(`# ${number} `)
      ? []
      : ["its title does not begin with its number"]),
    ...(lines.length > mostLines ? [`it has ${lines.length} lines`] : []),
    ...(date !== undefined && !Number.isNaN(Date.parse(date)) ? [] : ["it has no date"]),
    ...(/^Status: (?:accepted(?:, supersedes \d{3})?|superseded by \d{3})$/m.test(text) ? [] : ["it has no status"]),
    ...(headings.join() === "## Context,## Decision,## Consequences" ? [] : ["its sections are not the three"]),
    ...(sections.every((section) => section.trim() !== "") ? [] : ["a section is empty"]),
  ];
}

describe("decision records", () => {
  test.each(decisions)("%s is a short, dated record with context, decision and consequences", (path) => {
    expect(problemsOf(path, read(path))).toEqual([]);
  });

  test("are numbered from 001 without gaps", () => {
    const numbers = decisions.map((path) => Number(/(\d{3})-/.exec(path)?.[1]));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(numbers.length).toBeGreaterThanOrEqual(23);
  });

  test("that are referred to exist", () => {
    const known = decisions.map((path) => /(\d{3})-/.exec(path)?.[1]);
    for (const path of decisions) {
      for (const [, number] of read(path).matchAll(/(?:\(|see |supersedes |by )(\d{3})\b(?! \w)/g))
        expect(known).toContain(number);
    }
  });

  test("the measure knows a bad record", () => {
    const good =
      "# 001 A title\n\nDate: 2026-11-21\nStatus: accepted\n\n## Context\n\na\n\n## Decision\n\nb\n\n## Consequences\n\nc\n";
    const name = "docs/decisions/001-a-title.md";
    expect(problemsOf(name, good)).toEqual([]);
    expect(problemsOf("docs/decisions/002-a-title.md", good)).toHaveLength(1);
    expect(problemsOf(name, good.replace("2026-11-21", "soon"))).toHaveLength(1);
    expect(problemsOf(name, good.replace("accepted", "maybe"))).toHaveLength(1);
    expect(problemsOf(name, good.replace("## Decision", "## Thoughts"))).toHaveLength(1);
    expect(problemsOf(name, good.replace("\nb\n", "\n"))).toHaveLength(1);
    expect(problemsOf(name, good + "- more\n".repeat(20))).toHaveLength(1);
  });
});
