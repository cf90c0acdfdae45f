import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { root } from "../../../scripts/run/environment.ts";
import { processesOf, removeDeadRuns, removeRun } from "../../chaos/cleanup.ts";
import { chaosFolder, openRunFolder } from "../../chaos/run-folder.ts";
import { workerFile } from "../../chaos/worker-program.ts";

/** A folder of its own: other runs on this machine would remove our dead ones from the usual one. */
const parent = join(chaosFolder, `killed-${process.pid}`);

/** A harness in the middle of a run: its slot, its Postgres and its workers are up. */
async function startHarness(): Promise<{ harness: ChildProcess; home: string }> {
  const args = ["--conditions=react-server", "--import", "tsx", "scripts/chaos.ts", "--runs", "1", "--folder", parent];
  const harness = spawn(process.execPath, args, { cwd: root, stdio: "ignore" });
  const home = join(parent, `run-${harness.pid}-0`);
  started.push(harness);
  await eventually(() => expect(processOf(home, workerFile)).toBeGreaterThan(0));
  return { harness, home };
}

const started: ChildProcess[] = [];
afterAll(async () => {
  for (const harness of started) harness.kill("SIGKILL");
  await removeRun(parent);
});

const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 100_000, interval: 50 });

function processOf(home: string, part: string): number {
  return processesOf(home).find(({ command }) => command.includes(part))?.pid ?? 0;
}

function kill(pid: number, signal: NodeJS.Signals): void {
  expect(pid).toBeGreaterThan(0);
  process.kill(pid, signal);
}

test.concurrent("a harness that is killed leaves no server, no worker and no folder: its watchdog removes them", async () => {
  const { harness, home } = await startHarness();
  kill(processOf(home, workerFile), "SIGSTOP");
  harness.kill("SIGKILL");
  await eventually(() => expect({ left: processesOf(home), folder: existsSync(home) }).toEqual(nothing));
}, 240_000);

const nothing = { left: [], folder: false };

test.concurrent("when everything is killed at once, watchdog included, the next run removes the server and the frozen worker", async () => {
  const { harness, home } = await startHarness();
  const worker = processOf(home, workerFile);
  kill(worker, "SIGSTOP");
  kill(processOf(home, "watchdog.ts"), "SIGKILL");
  kill(processOf(home, "slot.ts"), "SIGKILL");
  harness.kill("SIGKILL");
  await eventually(() => expect(processOf(home, "slot.ts")).toBe(0));
  expect(processOf(home, "postgres")).toBeGreaterThan(0);
  expect(processesOf(home).map(({ pid }) => pid)).toContain(worker);
  await removeDeadRuns(parent);
  expect({ left: processesOf(home), folder: existsSync(home) }).toEqual(nothing);
}, 240_000);

test("a live run stays when another one starts; its own end removes it", async () => {
  const own = join(parent, "live");
  const first = await openRunFolder(own);
  const second = await openRunFolder(own);
  expect(await readdir(own)).toHaveLength(2);
  await first.close();
  expect([existsSync(first.home), existsSync(second.home)]).toEqual([false, true]);
  await second.close();
  expect(await readdir(own)).toEqual([]);
});
