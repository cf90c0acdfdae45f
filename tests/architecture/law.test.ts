import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { circlesOf } from "./circles.ts";
import { importsOf, targetOf } from "./imports.ts";
import { breachesOf } from "./law.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What git knows or would add: the same list in a working tree and in a fresh clone. */
function sourceFiles(): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.ts", "*.tsx", "*.mts", "*.cts"];
  const listed = execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\n");
  return listed.filter((path) => path !== "" && !isPlanted(path) && existsSync(`${root}${path}`));
}

/** Consists of trespasses. */
const isPlanted = (path: string) => path === "tests/architecture/planted.test.ts";

const texts = new Map(sourceFiles().map((path) => [path, readFileSync(`${root}${path}`, "utf8")]));
const textOf = (path: string) => texts.get(path);

test("every file keeps to the law of the house", () => {
  expect(texts.size).toBeGreaterThan(100);
  const breaches = [...texts].flatMap(([path, text]) => breachesOf({ path, text }, textOf));
  expect(breaches).toEqual([]);
});

test("no file imports itself by way of others, not even for a type", () => {
  expect(circlesOf(texts)).toEqual([]);
});

test("the rooms of lib/sending import in one direction", () => {
  const roomOf = (path: string) => /^lib\/sending\/([^/]+)/.exec(path)?.[1]?.replace(/\.ts$/, "");
  const rooms = new Map<string, string>();
  for (const [path, text] of texts) {
    const room = roomOf(path);
    if (room === undefined) continue;
    // Each room as one file that holds the imports of all of its files.
    const targets = importsOf(text).map(({ specifier }) => roomOf(`${targetOf(path, specifier) ?? ""}.ts`));
    const lines = targets.flatMap((target) =>
      target === undefined || target === room ? [] : [`import "@/lib/sending/${target}";`],
    );
    rooms.set(`lib/sending/${room}.ts`, `${rooms.get(`lib/sending/${room}.ts`) ?? ""}${lines.join("\n")}\n`);
  }
  expect(rooms.size).toBeGreaterThan(10);
  expect(circlesOf(rooms)).toEqual([]);
});
