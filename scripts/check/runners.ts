import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Outcome, runProgram, withCrash } from "./stage.ts";

/** The two test runners, with their results read from the reports they write. */

export async function runVitest(folder: string, files: string[]): Promise<Outcome> {
  const report = join(folder, "vitest.json");
  const args = ["run", "--config", "tests/vitest.config.ts", "--reporter=default", "--reporter=json"];
  const code = await runProgram("vitest/vitest.mjs", [...args, `--outputFile.json=${report}`, ...files]);
  return withCrash(await readVitestReport(report), code);
}

export async function runPlaywright(folder: string, files: string[], env: Record<string, string>): Promise<Outcome> {
  const report = join(folder, "playwright.json");
  const args = ["test", "--config", "tests/playwright.config.ts", "--reporter=list,json"];
  const variables = { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const code = await runProgram("@playwright/test/cli.js", [...args, ...files], variables);
  return withCrash(await readPlaywrightReport(report), code);
}

/** A test that was skipped has not passed: there are none, and one that appears is to be seen. */
async function readVitestReport(path: string): Promise<Outcome> {
  const report = JSON.parse(await readFile(path, "utf8")) as Record<string, number>;
  const failed = Number(report.numTotalTests) - Number(report.numPassedTests);
  // A file that does not even load has no tests to fail.
  return {
    passed: Number(report.numPassedTests),
    failed: Math.max(failed, Number(report.numFailedTestSuites) > 0 ? 1 : 0),
  };
}

async function readPlaywrightReport(path: string): Promise<Outcome> {
  const { stats } = JSON.parse(await readFile(path, "utf8")) as { stats: Record<string, number> };
  return {
    passed: Number(stats.expected),
    failed: Number(stats.unexpected) + Number(stats.flaky) + Number(stats.skipped),
  };
}
