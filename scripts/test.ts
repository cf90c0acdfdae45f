import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { readArguments, type TestRequest } from "./check/arguments.ts";
import { removeDeadRuns, runsFolder } from "./check/dead-runs.ts";
import { phasesOf } from "./check/plan.ts";
import { killPrograms, runInTerminal } from "./check/program.ts";
import { closingLines, runPhases } from "./check/stage.ts";
import { runCommand } from "./failure.ts";

/**
 * `npm test`, which is `npm run check`, which is what CI runs: everything. With names of files it runs those tests alone, with
 * `--stage NAME` a part of everything, with `--postgres 16` on the oldest Postgres. Whatever it needs is its own (database, ports,
 * build), so that it runs beside `npm start`. The last line is always `N passed, N failed`. Only `--watch` goes on until Ctrl-C.
 */

const folder = join(runsFolder, `run-${process.pid}`);
let isAborted = false;

await runCommand(() => {
  const request = readArguments(process.argv.slice(2));
  return request.isWatching ? watch(request) : runOnce(request);
});

async function runOnce(request: TestRequest): Promise<number> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, abort);
  process.once("exit", killPrograms);
  await removeDeadRuns();
  await mkdir(folder, { recursive: true });
  const startedAt = performance.now();
  const ran = await runPhases(phasesOf(request, folder), () => isAborted);
  await rm(folder, { recursive: true, force: true });
  console.log(`\n${closingLines(ran, (performance.now() - startedAt) / 1_000).join("\n")}`);
  return !isAborted && ran.some(({ passed }) => passed > 0) && ran.every(({ failed }) => failed === 0) ? 0 : 1;
}

/** The stages that run are killed and clean up after themselves; the others are not begun. */
function abort(): void {
  isAborted = true;
  killPrograms();
  setTimeout(() => process.exit(130), 4000).unref();
}

/** The files that are named, or those that uncommitted changes concern. */
function watch({ files, postgres }: TestRequest): Promise<number> {
  // Ctrl-C reaches the watcher, which is in our group, and we end with it.
  process.on("SIGINT", () => undefined);
  const args = ["watch", "--config", "tests/vitest.config.ts", ...(files.length > 0 ? files : ["--changed"])];
  return runInTerminal("vitest/vitest.mjs", args, { TEST_POSTGRES: postgres });
}
