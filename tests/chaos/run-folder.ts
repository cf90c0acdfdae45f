import { spawn } from "node:child_process";
import { mkdir, readdir, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { dataFolder } from "../../scripts/run/environment.ts";
import { removeDeadRuns } from "./cleanup.ts";

/** The folder of one run: servers, data and logs. It goes with the process that opened it, however that process ends. */
export type RunFolder = {
  home: string;
  /** Ends what still runs there and removes the folder. */
  close(): Promise<void>;
};

export const chaosFolder = join(dataFolder, "chaos");

const watchdog = fileURLToPath(new URL("watchdog.ts", import.meta.url));
let opened = 0;

/** The dead runs that an earlier watchdog missed, after a power cut for example, are removed first. */
export async function openRunFolder(parent = chaosFolder): Promise<RunFolder> {
  await removeDeadRuns(parent);
  const home = join(parent, `run-${process.pid}-${opened++}`);
  // The watchdog comes first: a folder without a process counts as dead.
  const child = spawn(process.execPath, [watchdog, home], { detached: true, stdio: ["pipe", "ignore", "inherit"] });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  await mkdir(home, { recursive: true });
  const close = async () => {
    child.stdin.end();
    await gone;
  };
  return { home, close };
}

/** Moves the logs of failed seeds out of a run that is about to go. Returns their new folder. */
export async function keepLogs(home: string): Promise<string> {
  const kept = join(chaosFolder, "failed", basename(home));
  await mkdir(kept, { recursive: true });
  for (const slot of await readdir(home)) {
    const logs = join(home, slot, "logs");
    for (const seed of await readdir(logs).catch(() => [])) await rename(join(logs, seed), join(kept, seed));
  }
  return kept;
}
