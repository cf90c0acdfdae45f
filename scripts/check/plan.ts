import { runBuild } from "../run/build.ts";
import { isStory, type StageName, type TestRequest } from "./arguments.ts";
import { type BrowserRun, runBrowserTests } from "./browser.ts";
import { runProgram, yieldingPriority } from "./program.ts";
import { runVitest } from "./runners.ts";
import { type Stage, verdictOf } from "./stage.ts";

/**
 * Which stages there are, and what runs beside what. First what fails fastest; then, alone, the tests whose proof is in
 * milliseconds; then everything that computes beside the build; then, alone, what waits for leases and processes of its own, since a
 * busy machine makes it miss its moments; the browser at last, on the build.
 */
const distFolder = ".next-test";
const storiesOfBothApis = ["tests/e2e/first-campaign.spec.ts", "tests/e2e/connection.spec.ts"];

export function phasesOf(request: TestRequest, folder: string): Stage[][][] {
  const { files, stage } = request;
  const stages = stagesIn(request, folder);
  if (files.length > 0) {
    const stories = files.filter(isStory);
    const others = files.filter((file) => !isStory(file));
    return [
      others.length > 0 ? [[stages.tests(others)]] : [],
      stories.length > 0 ? [[stages.build, stages.browser([{ name: "sms", transport: "sms", files: stories }])]] : [],
    ];
  }
  // The longest first. The last one is the same product over Sinch's other API, by configuration alone.
  const browser = stages.browser([
    { name: "sms_2", transport: "sms", files: [], share: "2/2" },
    { name: "sms_1", transport: "sms", files: [], share: "1/2" },
    { name: "conversation", transport: "conversation", files: storiesOfBothApis },
  ]);
  const alone: Record<StageName, Stage[][][]> = {
    static: [[[stages.biome, stages.types]]],
    unit: [[[stages.unit]]],
    integration: [[[stages.timed]], [[stages.integration]], [[stages.waiting]]],
    browser: [[[stages.build, browser]]],
  };
  if (stage !== undefined) return alone[stage];
  return [
    ...alone.static,
    [[stages.timed]],
    [[stages.unit, stages.integration], [stages.build]],
    [[stages.waiting]],
    [[browser]],
  ];
}

function stagesIn({ postgres }: TestRequest, folder: string) {
  const env = { TEST_POSTGRES: postgres };
  let isBuilt = false;
  const vitest = (name: string, projects: string[], label: string, isYielding = false): Stage => ({
    name,
    run: () => runVitest({ folder, projects, env, label, isYielding }),
  });
  return {
    biome: {
      name: "Biome",
      run: async () => verdictOf(await runProgram("@biomejs/biome/bin/biome", ["ci", "."])),
    },
    types: {
      name: "Types",
      run: async () => verdictOf(await runProgram("typescript/bin/tsc", ["--noEmit", "--incremental", "false"])),
    },
    unit: vitest("Unit and architecture", ["unit", "unit-isolated", "architecture"], "unit", true),
    timed: vitest("Integration: to the millisecond", ["timed"], "timed"),
    integration: vitest("Integration: computing", ["integration", "integration-isolated"], "computing", true),
    waiting: vitest("Integration: waiting", ["waiting"], "waiting"),
    tests: (files: string[]): Stage => ({ name: "Tests", run: () => runVitest({ folder, files, env }) }),
    build: {
      name: "Build",
      run: async () => {
        await runBuild(distFolder, yieldingPriority);
        isBuilt = true;
        return { passed: 1, failed: 0 };
      },
    },
    browser: (runs: BrowserRun[]): Stage => ({
      name: "Browser",
      run: async () => {
        if (!isBuilt) throw new Error("Not run: there is no build.");
        return runBrowserTests({ folder, distFolder, runs, postgres });
      },
    }),
  };
}
