import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Failure } from "../failure.ts";
import { root } from "./environment.ts";

/**
 * Keeps a few processes running: one that ends by itself is started again, ever more slowly while it keeps ending, and the
 * terminal is told. `stop` ends all of them, with everything they started, within a bounded time. A process whose supervisor
 * was killed ends by itself (leash.mjs).
 */
export type Program = { name: string; args: string[]; env: NodeJS.ProcessEnv };

export type SupervisorOptions = {
  /** Folder for one log per program; without it the programs write to the terminal. */
  logs?: string;
  say(line: string): void;
};

const healthyAfterMs = 30_000;
const longestPauseMs = 30_000;
/** The worker needs 2.5 s at most to end what it has begun. */
const politeMs = 3200;
const earlyEndsAllowed = 3;

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #children = new Map<string, ChildProcess>();
  /** Those that are ended in order to start again. */
  readonly #renewing = new Set<string>();
  readonly #pauses = new Map<string, AbortController>();
  #isStopping = false;
  #isStarted = false;
  #fail: (error: Failure) => void = () => undefined;
  /** Rejects when a program keeps ending before everything is up. */
  readonly failure = new Promise<never>((_, reject) => {
    this.#fail = reject;
  });

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.failure.catch(() => undefined);
  }

  async start(program: Program): Promise<void> {
    const log = this.#options.logs === undefined ? undefined : await openLog(this.#options.logs, program.name);
    void this.#keepRunning(program, log);
  }

  /**
   * Ends a program as `stop` does, and starts it again at once. One that waits to be started again waits no longer. Safe to call
   * while it is being ended: what starts then reads everything anew.
   */
  restart(name: string): void {
    this.#pauses.get(name)?.abort();
    const child = this.#children.get(name);
    if (child === undefined || this.#renewing.has(name)) return;
    this.#renewing.add(name);
    signalGroup(child, "SIGTERM");
    const insist = setTimeout(() => signalGroup(child, "SIGKILL"), politeMs);
    child.once("exit", () => clearTimeout(insist));
  }

  /** From now on a program that ends is always started again. */
  markStarted(): void {
    this.#isStarted = true;
  }

  /** Asks politely, then insists. Safe to call twice. */
  async stop(patienceMs = politeMs): Promise<void> {
    this.#isStopping = true;
    const ends = [...this.#children.values()].map((child) => endOf(child));
    this.#signalAll("SIGTERM");
    const isDone = await Promise.race([Promise.all(ends).then(() => true), delay(patienceMs, false)]);
    this.#signalAll("SIGKILL");
    if (!isDone) await Promise.all(ends);
  }

  async #keepRunning(program: Program, log: string | undefined): Promise<void> {
    for (let ends = 1; !this.#isStopping; ends += 1) {
      const startedAt = Date.now();
      const reason = await this.#runOnce(program, log);
      if (this.#isStopping) return;
      if (this.#renewing.delete(program.name)) {
        this.#options.say(`${program.name} starts again`);
        ends = 0;
        continue;
      }
      if (Date.now() - startedAt > healthyAfterMs) ends = 1;
      if (!this.#isStarted && ends >= earlyEndsAllowed) return this.#fail(await explain(program, reason, log));
      const pauseMs = Math.min(500 * 2 ** (ends - 1), longestPauseMs);
      this.#options.say(`${program.name} ended (${reason}); starting it again in ${pauseMs / 1000} s`);
      await this.#pause(program.name, pauseMs);
    }
  }

  async #pause(name: string, ms: number): Promise<void> {
    const pause = new AbortController();
    this.#pauses.set(name, pause);
    await delay(ms, undefined, { signal: pause.signal }).catch(() => undefined);
    this.#pauses.delete(name);
  }

  /** In a process group of its own, so that Ctrl-C reaches it through us only, and we reach all that it started. */
  async #runOnce({ name, args, env }: Program, log: string | undefined): Promise<string> {
    const out = log === undefined ? "inherit" : openSync(log, "a");
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...env, NODE_OPTIONS: `${env.NODE_OPTIONS ?? ""} --import=${leash}`.trim() },
      detached: true,
      stdio: ["ignore", out, out],
    });
    if (typeof out === "number") closeSync(out);
    this.#children.set(name, child);
    const reason = await endOf(child);
    // Whatever it had started must not live on beside its successor.
    signalGroup(child, "SIGKILL");
    this.#children.delete(name);
    return reason;
  }

  #signalAll(signal: NodeJS.Signals): void {
    for (const child of this.#children.values()) signalGroup(child, signal);
  }
}

const leash = pathToFileURL(join(root, "scripts/run/leash.mjs")).href;

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group is gone already.
  }
}

function endOf(child: ChildProcess): Promise<string> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(String(child.exitCode));
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once("error", (error) => resolve(error.message));
  });
}

/** The log of this start; the one before stays beside it. */
async function openLog(folder: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.log`);
  await rename(path, join(folder, `${name}.previous.log`)).catch(() => undefined);
  return path;
}

async function explain({ name }: Program, reason: string, log: string | undefined): Promise<Failure> {
  if (log === undefined) return new Failure(`${name} does not start (${reason}).`);
  const text = await readFile(log, "utf8").catch(() => "");
  const tail = text.trim().split("\n").slice(-12).join("\n  ");
  return new Failure(`${name} does not start (${reason}). The end of ${log}:\n  ${tail}`);
}
