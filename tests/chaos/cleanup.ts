import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { stopServer } from "../../scripts/database/leftovers.ts";

/**
 * The end of a run whose process died: its processes end, and its folder goes. A process belongs to a run when its command line
 * names the folder; this finds servers, slots and frozen workers alike. Only Node's own modules load here: see watchdog.ts.
 */
export async function removeRun(home: string): Promise<void> {
  await endProcessesOf(home);
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** Runs are named `run-PID-NUMBER`. The folder of a live one stays. */
export async function removeDeadRuns(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const pid = Number(/^[a-z]+-(\d+)/.exec(name)?.[1]);
    const home = join(parent, name);
    if (Number.isNaN(pid) || isAlive(pid, home)) continue;
    await removeRun(home);
  }
}

/** Process numbers are used again after a reboot: a live run also has a watchdog that names its folder. */
function isAlive(pid: number, home: string): boolean {
  const isRunning = processes().some((process) => process.pid === pid && process.command.trim() !== "");
  return isRunning && processesOf(home).length > 0;
}

export async function endProcessesOf(home: string): Promise<void> {
  for (let left = processesOf(home); left.length > 0; left = processesOf(home)) {
    const servers = left.filter(({ command }) => command.includes("postgres"));
    const others = left.filter((process) => !servers.includes(process));
    // The server goes last: a slot that lives would start it again.
    for (const { pid } of others) end(pid);
    if (others.length === 0) await Promise.all(servers.map(({ pid }) => stopServer(pid, home, 2_000)));
    await delay(20);
  }
}

type Process = { pid: number; command: string };

export function processesOf(home: string): Process[] {
  const names = ({ pid, command }: Process) =>
    pid !== process.pid && (command.includes(`${home}/`) || command.includes(`${home} `));
  return processes().filter(names);
}

/** A dead process that its parent has not reaped yet has an empty command line. */
function processes(): Process[] {
  if (process.platform === "linux") {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return pids.map((pid) => ({ pid: Number(pid), command: commandOf(pid) }));
  }
  const lines = execFileSync("ps", ["-axww", "-o", "pid=,args="], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => ({ pid: Number.parseInt(line, 10), command: `${line} ` }));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
