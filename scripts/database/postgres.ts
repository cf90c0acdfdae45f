import type { ChildProcess } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { Failure } from "../failure.ts";
import { freePort } from "../run/ports.ts";
import { type Cluster, openCluster, rememberPort } from "./cluster.ts";
import { inspect, stopServer } from "./leftovers.ts";
import { addressOf, launchServer } from "./server.ts";
import { findServerProgram, type PostgresVersion } from "./server-program.ts";

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
  /** The newest one, if nothing is said. */
  version?: PostgresVersion;
  /** Where to listen, if nobody does. */
  port?: number;
  /** Hears when the server died and is started again. */
  say?(line: string): void;
};

const database = "tidings";
const preferredPort = 54_329;

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

export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { home, settings = {}, say = console.error } = options;
  await makeHome(home);
  const program = await findServerProgram(home, options.version);
  const cluster = await openCluster(home, program);
  const left = await inspect(cluster.data);
  if (left.kind === "running") {
    const shared = await shareServer(cluster, left.port);
    if (shared !== undefined) return shared;
    await stopServer(left.pid, cluster.data, 5000);
  }
  const port = await freePort(cluster.port ?? options.port ?? preferredPort);
  if (port !== cluster.port) await rememberPort(home, cluster, port);
  await rm(cluster.log, { force: true });
  const flags = { ...defaults, ...settings, port: String(port) };
  const run = await keepRunning(
    () => launchServer(program, cluster, flags),
    () => takeOwnership(cluster, port),
    say,
  );
  const stop = async () => {
    run.isStopping = true;
    await run.owner?.end().catch(() => undefined);
    await stopServer(run.child.pid ?? 0, cluster.data, 1200);
  };
  return { url: await productDatabase(cluster, port), isOwner: true, stop };
}

type Run = { child: ChildProcess; owner: Client | undefined; isStopping: boolean };

/** A server that dies under us is started again, on the same port; it recovers from its log. */
async function keepRunning(
  launch: () => Promise<ChildProcess>,
  own: () => Promise<Client | undefined>,
  say: (line: string) => void,
): Promise<Run> {
  const run: Run = { child: await launch(), owner: undefined, isStopping: false };
  const watch = () => run.child.once("exit", (code, signal) => void startAgain(signal ?? `exit code ${code}`));
  const startAgain = async (reason: string) => {
    for (let pauseMs = 500; !run.isStopping; pauseMs = Math.min(pauseMs * 2, 30_000)) {
      say(`database ended (${reason}); starting it again in ${pauseMs / 1000} s`);
      await delay(pauseMs);
      if (run.isStopping) return;
      try {
        run.child = await launch();
        run.owner = await own();
        watch();
        return;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
    }
  };
  watch();
  run.owner = await own();
  return run;
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
    connectionString: addressOf(cluster, port, "postgres"),
    application_name: "tidings-owner",
  });
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query("SELECT pg_try_advisory_lock($1) AS held", [ownerLock]);
  if (rows[0]?.held === true) return client;
  await client.end();
  return undefined;
}

async function productDatabase(cluster: Cluster, port: number): Promise<string> {
  const client = new Client({ connectionString: addressOf(cluster, port, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end();
  }
  return addressOf(cluster, port, database);
}
