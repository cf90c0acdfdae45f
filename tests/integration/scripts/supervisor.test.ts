import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { root } from "../../../scripts/run/environment.ts";
import { watchSources } from "../../../scripts/run/reload.ts";
import { Supervisor } from "../../../scripts/run/supervisor.ts";

const folder = await mkdtemp(join(tmpdir(), "tidings-supervisor-"));
const said: string[] = [];
let supervisor = makeSupervisor();

function makeSupervisor(): Supervisor {
  return new Supervisor({ logs: join(folder, "logs"), say: (line) => said.push(line) });
}

afterEach(async () => {
  await supervisor.stop();
  supervisor = makeSupervisor();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program that writes its process number into a file, line by line, and then does what `code` says. */
async function program(name: string, code: string) {
  const pids = join(folder, `${name}.pids`);
  const file = join(folder, `${name}.mjs`);
  await writeFile(
    file,
    `import fs from "node:fs"; fs.appendFileSync(${JSON.stringify(pids)}, process.pid + "\\n");\n${code}`,
  );
  const started = async () => {
    const text = existsSync(pids) ? await readFile(pids, "utf8") : "";
    return text.trim().split("\n").filter(Boolean).map(Number);
  };
  return { started, file, run: { name, args: [file], env: { ...process.env } } };
}

const staysAlive = "setInterval(() => undefined, 1000);";

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a program that dies is started again, and the terminal is told", async () => {
  const { run, started } = await program("dies", staysAlive);
  await supervisor.start(run);
  await vi.waitFor(async () => expect(await started()).toHaveLength(1), 10_000);
  const [first = 0] = await started();
  process.kill(first, "SIGKILL");
  await vi.waitFor(async () => expect(await started()).toHaveLength(2), 10_000);
  expect(said.at(-1)).toBe("dies ended (SIGKILL); starting it again in 0.5 s");
});

test("stop ends what does not want to end, with all that it started", async () => {
  const child = await program("grandchild", `process.on("SIGTERM", () => undefined);\n${staysAlive}`);
  const spawning = `import { spawn } from "node:child_process"; spawn(process.execPath, [${JSON.stringify(child.file)}]);`;
  const parent = await program("stubborn", `process.on("SIGTERM", () => undefined);\n${spawning}\n${staysAlive}`);
  await supervisor.start(parent.run);
  await vi.waitFor(async () => expect(await child.started()).toHaveLength(1), 10_000);
  const startedAt = Date.now();
  await supervisor.stop(300);
  expect(Date.now() - startedAt).toBeLessThan(5000);
  const pids = [...(await parent.started()), ...(await child.started())];
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 5000);
});

test("a program that cannot start is given up, with the end of its log", async () => {
  const { run, started } = await program("broken", `console.error("no such thing"); process.exit(3);`);
  await supervisor.start(run);
  await expect(supervisor.failure).rejects.toThrow(/^broken does not start \(exit code 3\)[\s\S]*no such thing/);
  expect(await started()).toHaveLength(3);
});

test("a program does not outlive a supervisor that was killed", async () => {
  const { started, file } = await program("leashed", staysAlive);
  const leash = join(root, "scripts/run/leash.mjs");
  const parent = `require("node:child_process").spawn(process.execPath, ["--import", ${JSON.stringify(leash)}, ${JSON.stringify(file)}]); setInterval(() => undefined, 1000);`;
  const killed = spawn(process.execPath, ["-e", parent], { stdio: "ignore" });
  await vi.waitFor(async () => expect(await started()).toHaveLength(1), 10_000);
  const [pid = 0] = await started();
  expect(isAlive(pid)).toBe(true);
  killed.kill("SIGKILL");
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 5000);
});

test("restart ends a program and what it started, and the next one begins when the old one is gone", async () => {
  const child = await program("grandson", staysAlive);
  const spawning = `import { spawn } from "node:child_process"; spawn(process.execPath, [${JSON.stringify(child.file)}]);`;
  const ending = `process.on("SIGTERM", () => setTimeout(() => process.exit(0), 300));`;
  const { run, started } = await program("renewed", `${spawning}\n${ending}\n${staysAlive}`);
  await supervisor.start(run);
  supervisor.markStarted();
  await vi.waitFor(async () => expect(await child.started()).toHaveLength(1), 10_000);
  const old = [...(await started()), ...(await child.started())];
  supervisor.restart("renewed");
  // Saved twice in a row: one restart.
  supervisor.restart("renewed");
  expect(isAlive(old[0] ?? 0)).toBe(true);
  await vi.waitFor(async () => expect(await started()).toHaveLength(2), 10_000);
  expect(old.filter(isAlive)).toEqual([]);
  expect(said.at(-1)).toBe("renewed starts again");
  await vi.waitFor(async () => expect(await child.started()).toHaveLength(2), 10_000);
  expect(await started()).toHaveLength(2);
});

test("restart does not wait for the pause of a program that keeps ending", async () => {
  const { run, started, file } = await program("mended", "process.exit(1);");
  await supervisor.start(run);
  supervisor.markStarted();
  await vi.waitFor(() => expect(said.at(-1)).toBe("mended ended (exit code 1); starting it again in 2 s"), 10_000);
  await writeFile(file, (await readFile(file, "utf8")).replace("process.exit(1);", staysAlive));
  const before = (await started()).length;
  const restartedAt = Date.now();
  supervisor.restart("mended");
  await vi.waitFor(async () => expect(await started()).toHaveLength(before + 1), { timeout: 1_900, interval: 10 });
  expect(Date.now() - restartedAt).toBeLessThan(1_900);
});

test("a changed source is told once, with the programs that read it", async () => {
  const sources = join(folder, "lib");
  await mkdir(join(sources, "sending"), { recursive: true });
  await mkdir(join(sources, "simulator"));
  const heard: string[][] = [];
  const watcher = watchSources(sources, (names) => heard.push(names.sort()));
  try {
    await writeFile(join(sources, "sending/claim.ts"), "1");
    await writeFile(join(sources, "sending/claim.ts"), "2");
    await vi.waitFor(() => expect(heard).toEqual([["worker"]]), 5_000);
    await writeFile(join(sources, "env.ts"), "1");
    await vi.waitFor(() => expect(heard).toEqual([["worker"], ["simulator", "worker"]]), 5_000);
  } finally {
    watcher.close();
  }
});
