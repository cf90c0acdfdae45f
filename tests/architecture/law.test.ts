import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
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

test("every file keeps to the law of the house", () => {
  const files = sourceFiles();
  expect(files.length).toBeGreaterThan(100);
  const breaches = files.flatMap((path) => breachesOf({ path, text: readFileSync(`${root}${path}`, "utf8") }));
  expect(breaches).toEqual([]);
});
