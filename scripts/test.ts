import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type BrowserRun, runBrowserTests } from "./check/browser.ts";
import { removeDeadRuns, runsFolder } from "./check/dead-runs.ts";
import { runVitest } from "./check/runners.ts";
import { killStages, type Outcome, runProgram, runStage, verdictOf } from "./check/stage.ts";
import { runCommand } from "./failure.ts";
import { runBuild } from "./run/build.ts";

/**
 * `npm test`, which is `npm run check`, which is what CI runs: everything, in the order in which it fails fastest. With names of
 * files it runs those tests alone. Everything it needs is its own (database, ports, build), so that it runs beside `npm start`.
 * The last line is always `N passed, N failed`.
 */

const distFolder = ".next-test";
const storiesOfBothApis = ["tests/e2e/first-campaign.spec.ts", "tests/e2e/connection.spec.ts"];
const folder = join(runsFolder, `run-${process.pid}`);
let isAborted = false;

await runCommand(async () => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, abort);
  process.once("exit", killStages);
  await removeDeadRuns();
  await mkdir(folder, { recursive: true });
  const startedAt = performance.now();
  const outcomes = await runStages(process.argv.slice(2));
  await rm(folder, { recursive: true, force: true });
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  console.log(`\nIn ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  return !isAborted && failed === 0 && passed > 0 ? 0 : 1;
});

/** The stage that runs is killed and cleans up after itself; the others are not begun. */
function abort(): void {
  isAborted = true;
  killStages();
  setTimeout(() => process.exit(130), 4000).unref();
}

async function runStages(files: string[]): Promise<Outcome[]> {
  const stories = files.filter((file) => file.includes("tests/e2e"));
  const others = files.filter((file) => !stories.includes(file));
  const isWhole = files.length === 0;
  const outcomes: Outcome[] = [];
  const stage = async (name: string, run: () => Promise<Outcome>) => {
    if (!isAborted) outcomes.push(await runStage(name, run));
  };
  if (isWhole) {
    await stage("Biome", async () => verdictOf(await runProgram("@biomejs/biome/bin/biome", ["ci", "."])));
    await stage("Types", async () =>
      verdictOf(await runProgram("typescript/bin/tsc", ["--noEmit", "--incremental", "false"])),
    );
  }
  if (isWhole || others.length > 0) await stage("Unit, architecture, integration", () => runVitest(folder, others));
  if (isWhole || stories.length > 0) {
    let isBuilt = false;
    await stage("Build", async () => {
      await runBuild(distFolder);
      isBuilt = true;
      return { passed: 1, failed: 0 };
    });
    await stage("Browser", async () => {
      if (!isBuilt) throw new Error("Not run: there is no build.");
      const runs: BrowserRun[] = [{ transport: "sms", files: stories }];
      // The same product over Sinch's other API, by configuration alone.
      if (isWhole) runs.push({ transport: "conversation", files: storiesOfBothApis });
      return runBrowserTests(folder, distFolder, runs);
    });
  }
  return outcomes;
}
