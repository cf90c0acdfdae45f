import { type ChildProcess, spawn } from "node:child_process";
import { root } from "../run/environment.ts";

/** How a stage of `npm test` went. A static stage counts as one test; a stage that crashes counts as one that failed. */
export type Outcome = { passed: number; failed: number };

const running = new Set<ChildProcess>();

/** Nothing that a stage started outlives the run, whatever ended it. */
export function killStages(): void {
  for (const child of running) {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // The group is gone already.
    }
  }
}

/** Runs a program of node_modules and returns its exit code. What it prints is printed. */
export function runProgram(path: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  const child = spawn(process.execPath, [`${root}node_modules/${path}`, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", "inherit", "inherit"],
  });
  running.add(child);
  return new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** Runs a stage, prints its summary, and never throws. */
export async function runStage(name: string, run: () => Promise<Outcome>): Promise<Outcome> {
  console.log(`\n── ${name}`);
  const startedAt = performance.now();
  const outcome = await run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const verdict = outcome.failed === 0 ? "ok" : "FAILED";
  console.log(`── ${name}: ${verdict}, ${outcome.passed} passed, ${outcome.failed} failed, ${seconds} s`);
  return outcome;
}

export function verdictOf(code: number): Outcome {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Counts of a runner that wrote a report. One that ended badly without a failed test has crashed. */
export function withCrash(counts: Outcome, code: number): Outcome {
  if (code === 0 || counts.failed > 0) return counts;
  return { ...counts, failed: 1 };
}
