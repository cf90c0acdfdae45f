import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** `npm audit` has no answer everywhere: what must not be older is written down, with the reason, and checked here. */

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const minimum: Record<string, [version: string, reason: string]> = read("./minimum-versions.json");
const packages: Record<string, { version?: string }> = read("../../package-lock.json").packages;

/** Every copy counts, nested ones too. */
function versionsOf(name: string): string[] {
  const copies = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
  return copies.map(([, { version }]) => version ?? "0.0.0");
}

function isAtLeast(version: string, wanted: string): boolean {
  const numbers = (text: string) => text.split(/[-+]/)[0]?.split(".").map(Number) ?? [];
  const [have, want] = [numbers(version), numbers(wanted)];
  for (const index of [0, 1, 2]) {
    const difference = (have[index] ?? 0) - (want[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

test.each(Object.entries(minimum))("%s is recent enough", (name, [wanted, reason]) => {
  const versions = versionsOf(name);
  expect(versions).not.toEqual([]);
  for (const version of versions) expect(isAtLeast(version, wanted), `${name} ${version}: ${reason}`).toBe(true);
});

describe("the comparison", () => {
  test.each([
    ["16.4.6", "16.4.6", true],
    ["16.4.5", "16.4.6", false],
    ["16.10.0", "16.4.6", true],
    ["15.99.99", "16.4.6", false],
    ["18.4.0-beta.17", "18.4.0", true],
  ])("%s against %s", (version, wanted, expected) => {
    expect(isAtLeast(version, wanted)).toBe(expected);
  });
});

test("the lockfile names no registry, and knows every platform's packages", () => {
  const entries = Object.entries(packages) as [string, { resolved?: string; optionalDependencies?: object }][];
  expect(entries.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
  const wanted = entries.flatMap(([, entry]) => Object.keys(entry.optionalDependencies ?? {}));
  expect(wanted.filter((name) => versionsOf(name).length === 0)).toEqual([]);
});
