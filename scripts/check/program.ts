import { type ChildProcess, spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { root } from "../run/environment.ts";

const running = new Set<ChildProcess>();

/** Nothing that a stage started outlives the run, whatever ended it. */
export function killPrograms(): void {
  for (const child of running) {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // The group is gone already.
    }
  }
}

type ProgramOptions = {
  env?: Record<string, string>;
  /** Stands before each line, where several programs write at once. */
  label?: string | undefined;
  /** Leaves the cores to the others as long as they want them. */
  isYielding?: boolean;
};

/** Stages that compute all the time must not hold up those that wait for an instant. */
export const yieldingPriority = constants.priority.PRIORITY_BELOW_NORMAL;

/** Runs a program of node_modules and returns its exit code. What it prints is printed. */
export function runProgram(
  path: string,
  args: string[],
  { env = {}, label, isYielding }: ProgramOptions = {},
): Promise<number> {
  const out = label === undefined ? "inherit" : "pipe";
  const child = spawn(process.execPath, [`${root}node_modules/${path}`, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", out, out],
  });
  if (label !== undefined) for (const stream of [child.stdout, child.stderr]) printLines(stream, label);
  // Before it starts others, which inherit it.
  if (isYielding && child.pid !== undefined) setPriority(child.pid, yieldingPriority);
  running.add(child);
  return new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** In the group of the terminal, whose keys it reads. */
export function runInTerminal(path: string, args: string[], env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [`${root}node_modules/${path}`, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  return new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

function printLines(stream: Readable | null, label: string): void {
  if (stream === null) return;
  createInterface({ input: stream }).on("line", (line) => {
    if (line.trim() !== "") console.log(`${label.padEnd(12)} │ ${line}`);
  });
}
