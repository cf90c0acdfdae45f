import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { describe, expect, test } from "vitest";
import { readArguments, stageNames } from "../../../scripts/check/arguments.ts";
import { phasesOf } from "../../../scripts/check/plan.ts";
import { root } from "../../../scripts/run/environment.ts";
import { isolatedTests, timedTests, waitingTests } from "../../projects.ts";
import config from "../../vitest.config.ts";

/** The stages that `npm test WORDS` would run: stages of a lane with +, lanes with |, phases one after another. */
function planOf(...words: string[]): string[] {
  const phases = phasesOf(readArguments(words), "/nowhere").filter((lanes) => lanes.length > 0);
  return phases.map((lanes) => lanes.map((stages) => stages.map(({ name }) => name).join(" + ")).join(" | "));
}

const files = ["tests/unit/env.test.ts", "tests/e2e/roles.spec.ts"];

test.each([
  [["--stage", "static"], ["Biome + Types"]],
  [["--stage", "unit"], ["Unit and architecture"]],
  [
    ["--stage", "integration"],
    ["Integration: to the millisecond", "Integration: computing", "Integration: waiting"],
  ],
  [["--stage", "browser"], ["Build + Browser"]],
  [files.slice(0, 1), ["Tests"]],
  [files.slice(1), ["Build + Browser"]],
  [files, ["Tests", "Build + Browser"]],
])("npm test -- %j runs %j", (words, plan) => {
  expect(planOf(...words)).toEqual(plan);
});

test("everything is all stages, and the build goes on beside the tests", () => {
  const namesIn = (plan: string[]) => plan.flatMap((phase) => phase.split(/ [|+] /)).sort();
  expect(namesIn(planOf())).toEqual(stageNames.flatMap((stage) => namesIn(planOf("--stage", stage))).sort());
  expect(planOf()[2]).toBe("Unit and architecture + Integration: computing | Build");
});

describe("the command line", () => {
  test("18 is what tests run on if nothing is said", () => {
    expect(readArguments([])).toEqual({ files: [], stage: undefined, postgres: "18", isWatching: false });
    expect(readArguments(["--postgres", "16", "a.test.ts"])).toMatchObject({ files: ["a.test.ts"], postgres: "16" });
    expect(readArguments(["--watch", "a.test.ts"])).toMatchObject({ files: ["a.test.ts"], isWatching: true });
  });

  test.each([
    [["--stage", "everything"], 'There is no stage "everything": static, unit, integration, browser.'],
    [["--stage", "unit", "a.test.ts"], "name a stage or files"],
    [["--postgres", "14"], "18 or 16, not on 14"],
    [["--watch", "tests/e2e/roles.spec.ts"], "not watched"],
    [["--fast"], "npm test -- [--watch] [--postgres 16] [FILE …]"],
  ])("%j is refused in words", (words, line) => {
    expect(() => readArguments(words)).toThrow(line);
  });
});

describe("projects of vitest", () => {
  type Project = { name: string; include: string[]; exclude?: string[] };
  const projects = ((config.test?.projects ?? []) as { test: Project }[]).map(({ test }) => test);
  const projectsOf = (file: string) =>
    projects
      .filter(({ include, exclude = [] }) => include.some((glob) => matchesGlob(file, glob)) && !exclude.includes(file))
      .map(({ name }) => name);

  test("every test is in one of them", () => {
    const files = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
      .map((file) => join("tests", file))
      .filter((file) => /\.test\.tsx?$/.test(file));
    expect(files.length).toBeGreaterThan(150);
    expect(files.filter((file) => projectsOf(file).length !== 1)).toEqual([]);
    expect(projectsOf("tests/integration/sending/unclear/resend-crash.test.ts")).toEqual(["waiting"]);
    expect(projectsOf("tests/integration/sending/rate/rate.test.ts")).toEqual(["timed"]);
  });

  test("a test that is listed as waiting or timed exists", () => {
    expect([...waitingTests, ...timedTests].filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  test("a test that replaces modules shares its process with none", () => {
    expect(isolatedTests("tests/integration")).toContain("tests/integration/auth/viewer.test.ts");
    expect(projectsOf("tests/integration/auth/viewer.test.ts")).toEqual(["integration-isolated"]);
    expect(projectsOf("tests/unit/reports/overview.test.tsx")).toEqual(["unit-isolated"]);
  });

  test("what the product keeps for its process is named so that tests/support/fresh.ts finds it", () => {
    const files = readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" });
    const sources = files.filter((file) => file.endsWith(".ts") && !file.startsWith("db/generated"));
    const kept = sources.flatMap((file) => [
      ...readFileSync(join(root, "lib", file), "utf8").matchAll(/globalThis(?: as \{ (\w+)|\.(\w+) \??\?=)/g),
    ]);
    expect(kept.length).toBeGreaterThan(2);
    for (const [, held, set] of kept) expect(held ?? set).toMatch(/^tidings/);
  });

  test("every one runs in a stage", () => {
    const plan = readFileSync(join(root, "scripts/check/plan.ts"), "utf8");
    for (const { name } of projects) expect(plan).toContain(`"${name}"`);
  });
});

test("the workflow runs every stage, and tests with a database on both ends of what is supported", () => {
  const workflow = readFileSync(join(root, ".github/workflows/ci.yml"), "utf8");
  const named = [...workflow.matchAll(/- run: npm test -- --stage (\w+)/g)].map(([, name]) => name);
  expect(named.sort()).toEqual([...stageNames].sort());
  expect(workflow).toContain("postgres: [16, 18]");
});
