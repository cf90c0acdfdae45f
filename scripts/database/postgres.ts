import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { Failure } from "../failure.ts";
import { freePort } from "../run/ports.ts";
import { type Cluster, openCluster, rememberPort } from "./cluster.ts";
import { inspect, stopServer } from "./leftovers.ts";
import { findServerProgram, type ServerProgram } from "./server-program.ts";

/**
 * The embedded Postgres. Whoever starts it owns it by holding an advisory lock in it; commands run meanwhile share it. When the
 * owner dies, however it dies, its lock is gone: the next one stops the server that was left over and starts a new one.
 * Nothing that was committed is at risk: the server recovers from its log.
 */
export type Postgres = {
  /** Address of the product's database, which exists. */
  url: string;
  /** False when somebody else runs it: `stop` then only lets go of it. */
  isOwner: boolean;
  stop(): Promise<void>;
};

export type PostgresOptions = {
  /** Folder for data, log and password; made when missing. */
  home: string;
  /** Server settings on top of ours. */
  settings?: Record<string, string>;
};

const database = "tidings";
const preferredPort = 54_329;
const startupMs = 60_000;

const defaults = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "256MB",
  max_wal_size: "4GB",
  jit: "off",
  synchronous_commit: "on",
  fsync: "on",
};

export async function startPostgres({ home, settings = {} }: PostgresOptions): Promise<Postgres> {
  const program = await findServerProgram();
  await makeHome(home);
  const cluster = await openCluster(home, program);
  const left = await inspect(cluster.data);
  if (left.kind === "running") {
    const shared = await shareServer(cluster, left.port);
    if (shared !== undefined) return shared;
    await stopServer(left.pid, cluster.data, 5000);
  }
  const port = await freePort(cluster.port ?? preferredPort);
  if (port !== cluster.port) await rememberPort(home, cluster, port);
  const child = await launch(program, cluster, { ...defaults, ...settings, port: String(port) });
  const owner = await takeOwnership(cluster, port);
  const stop = async () => {
    await owner?.end().catch(() => undefined);
    await stopServer(child.pid ?? 0, cluster.data, 3000);
  };
  return { url: await productDatabase(cluster, port), isOwner: true, stop };
}

/** Any number: whoever holds this lock in the `postgres` database runs the server. */
const ownerLock = 7_678;

async function makeHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true });
  } catch (error) {
    throw new Failure(`The folder ${home} cannot be made (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** The running server, when its owner is alive. */
async function shareServer(cluster: Cluster, port: number): Promise<Postgres | undefined> {
  const owner = await takeOwnership(cluster, port).catch(() => undefined);
  if (owner === undefined) {
    const url = await productDatabase(cluster, port).catch(() => undefined);
    return url === undefined ? undefined : { url, isOwner: false, stop: () => Promise.resolve() };
  }
  await owner.end();
  return undefined;
}

/** The connection that holds the lock, or undefined when another one does. */
async function takeOwnership(cluster: Cluster, port: number): Promise<Client | undefined> {
  const client = new Client({
    connectionString: address(cluster, port, "postgres"),
    application_name: "tidings-owner",
  });
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query("SELECT pg_try_advisory_lock($1) AS held", [ownerLock]);
  if (rows[0]?.held === true) return client;
  await client.end();
  return undefined;
}

/**
 * Starts the server in a process group of its own: Ctrl-C reaches the whole group of the terminal, and the database must be the
 * last to go. Its log goes to a file, so that it does not depend on us being there to read it.
 */
async function launch(
  program: ServerProgram,
  cluster: Cluster,
  settings: Record<string, string>,
): Promise<ChildProcess> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const { file, args, options } = program.command("postgres", ["-D", cluster.data, ...flags]);
  const deadline = Date.now() + startupMs;
  for (;;) {
    const log = openSync(cluster.log, "w");
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
    const client = new Client({ connectionString: address(cluster, port, "postgres") });
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

async function productDatabase(cluster: Cluster, port: number): Promise<string> {
  const client = new Client({ connectionString: address(cluster, port, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end();
  }
  return address(cluster, port, database);
}

function address(cluster: Cluster, port: number, name: string): string {
  return `postgres://tidings:${cluster.password}@127.0.0.1:${port}/${name}`;
}

async function lastFatalLine(log: string): Promise<string> {
  const lines = (await readFile(log, "utf8").catch(() => "")).trim().split("\n");
  const fatal = lines.filter((line) => /FATAL|PANIC|error/i.test(line)).at(-1) ?? lines.at(-1) ?? "";
  return fatal.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, "");
}
