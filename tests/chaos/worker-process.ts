import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dataFolder, root } from "../../scripts/run/environment.ts";
import { testEnvironment } from "../support/environment.ts";
import { workerProgram } from "./worker-program.ts";

/** One process of the product's worker. */
export type WorkerProcess = {
  /** Its port for callbacks. */
  port: number;
  env: NodeJS.ProcessEnv;
  logFolder: string;
  fault: string | null;
  /** Offsets of its wall clock, see clock.mjs; null for a correct clock. */
  clock?: string | null;
};

export function spawnWorker({ port, env, logFolder, fault, clock = null }: WorkerProcess): ChildProcess {
  const log = openSync(join(logFolder, `worker-${port}.log`), "a");
  const preload = clock === null ? [] : ["--import", "./tests/chaos/clock.mjs"];
  // The worker does not read its last argument: it names the run, so that a cleanup finds even a frozen worker.
  const args = ["--conditions=react-server", ...preload, workerProgram(), logFolder];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: {
      // An unclear batch is looked up for 6 s instead of 5 minutes, and Sinch holds another try for 39 s.
      UNCLEAR_SPEED: "50",
      NODE_COMPILE_CACHE: join(dataFolder, "tests/compiled"),
      ...env,
      INGEST_PORT: String(port),
      ...(fault === null ? {} : { FAULT: fault }),
      ...(clock === null ? {} : { CHAOS_CLOCK: clock }),
    },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  return child;
}

type Surroundings = {
  database: { url: string };
  callbacks: { port: number };
  toSinch: { port: number };
  rate: number;
  transport: "sms" | "conversation";
};

export function workerEnvironment({ database, callbacks, toSinch, rate, transport }: Surroundings): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH ?? "",
    NODE_ENV: "production",
    ...testEnvironment,
    LOG_LEVEL: "warn",
    DATABASE_URL: database.url,
    BASE_URL: `http://127.0.0.1:${callbacks.port}`,
    SINCH_BASE_URL: `http://127.0.0.1:${toSinch.port}`,
    SINCH_MESSAGES_PER_SECOND: String(rate),
    SINCH_TRANSPORT: transport,
  };
}

/** The state that the kernel shows. */
export function isStopped(pid: number): boolean {
  try {
    return / T /.test(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/\(.*\)/, ""));
  } catch {
    return false;
  }
}
