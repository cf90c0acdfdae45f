import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/**
 * What a data directory says about a server that may still run in it. After a power cut or `kill -9` there may be a
 * `postmaster.pid` whose process is gone, whose number belongs to somebody else by now, or whose server outlived its parent.
 */
export type Leftover = { kind: "none" } | { kind: "running"; pid: number; port: number };

/** Removes a stale `postmaster.pid`; reports a server that is really there. */
export async function inspect(dataDirectory: string): Promise<Leftover> {
  const path = join(dataDirectory, "postmaster.pid");
  const lines = (await readFile(path, "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (Number.isInteger(pid) && pid > 0 && isServerOf(pid, dataDirectory)) return { kind: "running", pid, port };
  await rm(path, { force: true });
  return { kind: "none" };
}

/** A fast shutdown, then an immediate one: Postgres recovers from its log at the next start. */
export async function stopServer(pid: number, dataDirectory: string, patienceMs: number): Promise<void> {
  const steps = [
    ["SIGINT", patienceMs],
    ["SIGQUIT", 1000],
    ["SIGKILL", 2000],
  ] as const;
  for (const [signal, waitMs] of steps) {
    if (!isServerOf(pid, dataDirectory)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline && isServerOf(pid, dataDirectory)) await delay(20);
  }
}

/** Process numbers are used again, after a reboot at the latest: only a postgres with this very directory counts. */
function isServerOf(pid: number, dataDirectory: string): boolean {
  const command = commandLine(pid);
  return command.includes("postgres") && command.includes(dataDirectory);
}

/** Empty for a process that is gone, and for one that is dead but not yet buried by its parent. */
function commandLine(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return execFileSync("ps", ["-o", "args=", "-ww", "-p", String(pid)], { stdio: "pipe", encoding: "utf8" });
  } catch {
    return "";
  }
}
