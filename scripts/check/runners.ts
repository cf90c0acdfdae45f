import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runProgram } from "./program.ts";
import { type Outcome, withCrash } from "./stage.ts";

/** The two test runners, with their results read from the reports they write. */

type VitestRun = {
  /** Where the report is written. */
  folder: string;
  /** Of tests/vitest.config.ts; all of them if there are none. */
  projects?: readonly string[];
  files?: readonly string[];
  env: Record<string, string>;
  label?: string | undefined;
  isYielding?: boolean;
};

export async function runVitest({
  folder,
  projects = [],
  files = [],
  env,
  label,
  isYielding = false,
}: VitestRun): Promise<Outcome> {
  const report = join(folder, `vitest-${projects.join("-")}.json`);
  const args = ["run", "--config", "tests/vitest.config.ts", "--reporter=default", "--reporter=json"];
  args.push(`--outputFile.json=${report}`, ...projects.map((project) => `--project=${project}`), ...files);
  const code = await runProgram("vitest/vitest.mjs", args, { env, label, isYielding });
  return withCrash(await readVitestReport(report), code);
}

type PlaywrightRun = {
  folder: string;
  name: string;
  files: string[];
  share: string | undefined;
  env: Record<string, string>;
  label?: string | undefined;
};

export async function runPlaywright({ folder, name, files, share, env, label }: PlaywrightRun): Promise<Outcome> {
  const report = join(folder, `playwright-${name}.json`);
  const args = ["test", "--config", "tests/playwright.config.ts", "--reporter=list,json"];
  if (share !== undefined) args.push(`--shard=${share}`);
  const variables = { ...env, TEST_RUN: name, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const code = await runProgram("@playwright/test/cli.js", [...args, ...files], { env: variables, label });
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
