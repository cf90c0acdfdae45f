import { globSync, readFileSync } from "node:fs";
import { matchesGlob } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const record = readFileSync(`${root}docs/decisions/045-prisma-first-sql-by-list.md`, "utf8");

/** Where SQL may stand, each with what it does that the client does not, and where that was seen. */
const rows = record.split("\n").filter((line) => line.startsWith("| `"));
const places = rows.flatMap((row) =>
  [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, glob = ""]) => glob),
);
const leastShare = Number(/at least (\d+) %/.exec(record)?.[1]) / 100;

type Sites = { statements: number; raw: number; prisma: number };

const patterns: Record<keyof Sites, RegExp> = {
  statements: /(?<![\w.])(?:statement|composed)\(/g,
  raw: /\.query\s*[<(]|\$(?:query|execute)Raw/g,
  prisma: /\.\w+\.(?:find\w+|create\w*|update\w*|delete\w*|upsert|count|aggregate|groupBy)\(\s*[{)a-z]/g,
};

function sitesOf(text: string): Sites {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return { statements: count(patterns.statements), raw: count(patterns.raw), prisma: count(patterns.prisma) };
}

const isMachinery = (file: string) => /^lib\/(db|simulator)\//.test(file);
const files = globSync("{app,components,lib}/**/*.{ts,tsx}", { cwd: root }).filter((file) => !isMachinery(file));
const sites = new Map(files.map((file) => [file, sitesOf(readFileSync(`${root}${file}`, "utf8"))]));
const hasSql = ({ statements, raw }: Sites) => statements + raw > 0;

test("SQL stands only in the places that the record lists", () => {
  const withSql = [...sites].filter(([, found]) => hasSql(found)).map(([file]) => file);
  expect(withSql.filter((file) => !places.some((glob) => matchesGlob(file, glob)))).toEqual([]);
  expect(places.filter((glob) => !withSql.some((file) => matchesGlob(file, glob)))).toEqual([]);
  expect(withSql.length).toBeGreaterThan(20);
});

test("each place says where its reason was seen", () => {
  const unseen = rows.filter((row) => !/\| (?:bench [a-z, -]+|EXPLAIN: .+) \|$/.test(row));
  expect(unseen).toEqual([]);
});

/** They hand a connection to a package that writes SQL of its own: COPY, the queue, the limiter. */
const adaptors = ["lib/imports/stage.ts", "lib/jobs/enqueue.ts", "lib/rate-limit/limit.ts"];

test("no query is made without a declared statement", () => {
  expect(
    [...sites]
      .filter(([, { raw }]) => raw > 0)
      .map(([file]) => file)
      .sort(),
  ).toEqual(adaptors);
});

test("outside of the hot rooms a good share of the calls is Prisma's", () => {
  const outside = [...sites].filter(([file]) => !/^lib\/(sending|webhooks|imports)\//.test(file));
  const total = (of: (found: Sites) => number) => outside.reduce((sum, [, found]) => sum + of(found), 0);
  const prisma = total((found) => found.prisma);
  expect(prisma / (prisma + total((found) => found.statements + found.raw))).toBeGreaterThanOrEqual(leastShare);
  expect(leastShare).toBeGreaterThan(0);
});

test("the measure knows a call when it sees one", () => {
  expect(sitesOf("await tx.tag.findMany({ select })")).toEqual({ statements: 0, raw: 0, prisma: 1 });
  expect(sitesOf("const lock = statement(\n{ name })")).toEqual({ statements: 1, raw: 0, prisma: 0 });
  expect(sitesOf('pool().query<{ id: number }>("SELECT 1")')).toEqual({ statements: 0, raw: 1, prisma: 0 });
  expect(sitesOf("prisma().$queryRaw`SELECT 1`")).toEqual({ statements: 0, raw: 1, prisma: 0 });
});
