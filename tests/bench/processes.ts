import { type ChildProcess, spawn } from "node:child_process";
import { pool } from "@/lib/db/pool";
import { root } from "../../scripts/run/environment.ts";
import { freePort } from "../../scripts/run/ports.ts";

/** The simulator and the workers as the product starts them: processes of their own. */
export type SimulatorProcess = {
  baseUrl: string;
  control(path: string, body: unknown): Promise<void>;
  /** Every accepted batch, oldest first. */
  accepted(): Promise<AcceptedBatch[]>;
  /** Messages accepted so far. */
  total(): Promise<number>;
  stop(): void;
};

export type AcceptedBatch = { reference: string; at: number; messages: number };

/** It lets everything out at once and reports nothing back, unless told otherwise. */
export async function startSimulatorProcess(): Promise<SimulatorProcess> {
  const baseUrl = `http://127.0.0.1:${await freePort(4_400)}`;
  const child = run("lib/simulator/main.ts", { SINCH_BASE_URL: baseUrl, SINCH_MESSAGES_PER_SECOND: "100000" });
  await until(
    async () => (await fetch(`${baseUrl}/_sim/stats`).catch(() => null))?.ok === true,
    "the simulator listens",
  );
  const control = async (path: string, body: unknown) => {
    await fetch(`${baseUrl}/_sim/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  };
  return {
    baseUrl,
    control,
    accepted: () => readAccepted(baseUrl),
    total: async () => {
      const stats = (await (await fetch(`${baseUrl}/_sim/stats`)).json()) as { accepted: { messages: number } };
      return stats.accepted.messages;
    },
    stop: () => child.kill("SIGTERM"),
  };
}

async function readAccepted(baseUrl: string): Promise<AcceptedBatch[]> {
  const response = await fetch(`${baseUrl}/_sim/messages?format=compact`);
  const { columns, rows } = (await response.json()) as { columns: string[]; rows: unknown[][] };
  const [reference, at] = [columns.indexOf("client_reference"), columns.indexOf("accepted_at")];
  const batches = new Map<string, AcceptedBatch>();
  for (const row of rows) {
    const name = String(row[reference]);
    const batch = batches.get(name) ?? { reference: name, at: Date.parse(String(row[at])), messages: 0 };
    batch.messages += 1;
    batches.set(name, batch);
  }
  return [...batches.values()].sort((one, other) => one.at - other.at);
}

export type WorkerProcesses = { stop(): Promise<void> };

export async function startWorkers(count: number, baseUrl: string, perSecond: number): Promise<WorkerProcesses> {
  await pool().query("DELETE FROM worker");
  const env = { SINCH_BASE_URL: baseUrl, SINCH_MESSAGES_PER_SECOND: String(perSecond) };
  const children = Array.from({ length: count }, () => run("lib/jobs/worker.ts", env));
  await until(async () => (await pool().query("SELECT 1 FROM worker")).rowCount === count, "the workers are up");
  return {
    stop: async () => {
      await Promise.all(children.map((child) => stopped(child)));
    },
  };
}

function run(script: string, env: Record<string, string>): ChildProcess {
  const args = ["--conditions=react-server", "--import", "tsx", script];
  return spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: "inherit" });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

export async function until(check: () => Promise<boolean>, what: string, everyMs = 50): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`Still waiting: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
