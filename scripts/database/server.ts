import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { Failure } from "../failure.ts";
import type { Cluster } from "./cluster.ts";
import type { ServerProgram } from "./server-program.ts";

/** One run of the server's process, from its start to the first answer. */

const startupMs = 60_000;

/**
 * Starts the server in a process group of its own: Ctrl-C reaches the whole group of the terminal, and the database must be the
 * last to go. Its log goes to a file, so that it does not depend on us being there to read it.
 */
export async function launchServer(
  program: ServerProgram,
  cluster: Cluster,
  settings: Record<string, string>,
): Promise<ChildProcess> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const { file, args, options } = program.command("postgres", ["-D", cluster.data, ...flags]);
  const deadline = Date.now() + startupMs;
  for (;;) {
    const log = openSync(cluster.log, "a");
    const child = spawn(file, args, { ...options, detached: true, stdio: ["ignore", log, log] });
    closeSync(log);
    child.unref();
    if (await isUp(child, cluster, Number(settings.port), deadline)) return child;
    const reason = await lastFatalLine(cluster.log);
    // The children of a killed server need a moment to notice and let go of its memory.
    if (!/shared memory block|lock file/.test(reason) || Date.now() > deadline) {
      throw new Failure(`The database did not start: ${reason} (whole log: ${cluster.log})`);
    }
    await delay(200);
  }
}

/** False once the process has ended; throws when it never answers. */
async function isUp(child: ChildProcess, cluster: Cluster, port: number, deadline: number): Promise<boolean> {
  let hasEnded = false;
  child.once("exit", () => {
    hasEnded = true;
  });
  child.once("error", () => {
    hasEnded = true;
  });
  while (!hasEnded && Date.now() < deadline) {
    const client = new Client({ connectionString: addressOf(cluster, port, "postgres") });
    client.on("error", () => undefined);
    const answered = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (answered) return true;
    await delay(30);
  }
  if (!hasEnded) {
    child.kill("SIGQUIT");
    throw new Failure(`The database did not answer within ${startupMs / 1000} s (log: ${cluster.log}).`);
  }
  return false;
}

async function lastFatalLine(log: string): Promise<string> {
  const lines = (await readFile(log, "utf8").catch(() => "")).trim().split("\n");
  const fatal = lines.filter((line) => /FATAL|PANIC|error/i.test(line)).at(-1) ?? lines.at(-1) ?? "";
  return fatal.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, "");
}

export function addressOf(cluster: Cluster, port: number, name: string): string {
  return `postgres://tidings:${cluster.password}@127.0.0.1:${port}/${name}`;
}
