import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { inspect, stopServer } from "../database/leftovers.ts";
import { dataFolder } from "../run/environment.ts";

/** One folder per test run, named after its process. */
export const runsFolder = join(dataFolder, "test");

/** A run that was killed could not clean up after itself: the next one stops its server and removes its folder. */
export async function removeDeadRuns(): Promise<void> {
  for (const name of await readdir(runsFolder).catch(() => [])) {
    if (isRunning(Number.parseInt(name.replace("run-", ""), 10))) continue;
    const home = join(runsFolder, name);
    for (const data of [join(home, "data"), join(home, "postgres/data")]) {
      const left = await inspect(data);
      if (left.kind === "running") await stopServer(left.pid, data, 2000);
    }
    await rm(home, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
