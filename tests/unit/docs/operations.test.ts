import { describe, expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { codesIn, documents, read, tablesOf, tableUnder } from "./markdown.ts";

const operations = read("docs/operations.md");
const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts);

/** The names in the schema of lib/env.ts and its part about Sinch, as they are written there. */
const variables = [
  ...new Set([
    ...[...read("lib/env.ts").matchAll(/^ {4}([A-Z][A-Z0-9_]+): /gm)].map(([, name = ""]) => name),
    ...[...read("lib/env-sinch.ts").matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map(([, name = ""]) => name),
  ]),
];
const defaults: Record<string, unknown> = parseEnv({
  DATABASE_URL: "postgres://localhost/tidings",
  NEXTAUTH_SECRET: "0123456789abcdefghijklmnopqrstuvwxyz",
});

describe("the environment", () => {
  test("the reading of lib/env.ts finds every variable that parsing gives", () => {
    const parsed = Object.keys(defaults).filter((name) => /^[A-Z_]+$/.test(name));
    expect(parsed.length).toBeGreaterThan(8);
    for (const name of parsed) expect(variables).toContain(name);
  });

  test("operations explains exactly these, and the one of next-auth", () => {
    const explained = tableUnder(operations, "Environment").map(([name = ""]) => codesIn(name)[0]);
    expect(explained.sort()).toEqual([...variables, "NEXTAUTH_URL"].sort());
  });

  test("the example offers every variable, and no other", () => {
    const offered = [...read(".env.example").matchAll(/^# ?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
    expect(offered.sort()).toEqual(variables.filter((name) => name !== "NODE_ENV").sort());
  });

  test("the defaults it prints are the defaults", () => {
    const rows = tableUnder(operations, "Environment");
    const plain = rows.flatMap(([name = "", value = ""]) => {
      const variable = codesIn(name)[0] ?? "";
      const isValue = /^`?\+?\w+`?$/.test(value) && value !== "none" && variables.includes(variable);
      return isValue ? [[variable, value.replaceAll("`", "")]] : [];
    });
    expect(plain.length).toBeGreaterThan(5);
    for (const [variable = "", value] of plain)
      expect([variable, String(defaults[variable])]).toEqual([variable, value]);
    const none = rows.filter(([, value]) => value === "none").map(([name = ""]) => codesIn(name)[0] ?? "");
    const given = none.filter((name) => defaults[name] !== undefined);
    expect(given).toEqual([]);
  });
});

describe("commands", () => {
  test.each(documents)("%s names only npm scripts that exist", (path) => {
    const named = [...read(path).matchAll(/npm (?:run ([a-z:]+)|(start|test)\b)/g)].map(([, run, own]) => run ?? own);
    expect(named.filter((name) => name !== undefined && !scripts.includes(name))).toEqual([]);
  });

  test("operations explains every one, but for the alias of npm test", () => {
    const explained = tableUnder(operations, "Start and stop").map(([command = ""]) => codesIn(command)[0]?.split(" "));
    const names = explained.map((words) => (words?.[1] === "run" ? words[2] : words?.[1]));
    expect(names.sort()).toEqual(scripts.filter((name) => name !== "check").sort());
  });
});

test("the oldest Postgres is the one that the doctor accepts", () => {
  const [, oldest] = /^const oldestVersion = (\d+);$/m.exec(read("scripts/doctor/checks.ts")) ?? [];
  for (const path of ["README.md", "docs/operations.md", ".env.example"])
    expect([path, /Postgres[^.\n]{0,12}?(\d+) or newer/.exec(read(path))?.[1]]).toEqual([path, oldest]);
});

test("metrics are called what the code calls them", () => {
  const source = read("lib/health/metrics.ts");
  const named = operations.match(/tidings_\w+/g) ?? [];
  expect(named.length).toBeGreaterThan(2);
  for (const name of named) expect(source).toContain(`"${name}"`);
});

test("answers to callbacks are those the code gives", () => {
  const statuses = /status: ((?:\d{3}(?: \| )?)+)/.exec(read("lib/webhooks/receive.ts"))?.[1]?.split(" | ");
  const answers = tablesOf(operations).find(({ header }) => header.startsWith("answer | when"));
  expect(answers?.rows.map(([answer]) => answer)).toEqual(statuses);
});
