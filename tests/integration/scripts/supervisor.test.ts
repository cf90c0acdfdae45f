import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { root } from "../../../scripts/run/environment.ts";
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
