import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../failure.ts";
import type { PostgresVersion, ServerProgram } from "./server-program.ts";

/** The folder of one embedded Postgres: its data, its log, and how to reach it. */
export type Cluster = { data: string; log: string; password: string; port: number | undefined };

type Connection = { password: string; port?: number };

/** Makes the cluster on first use. An `initdb` that was interrupted is thrown away: only a finished one gets its name. */
export async function openCluster(home: string, program: ServerProgram): Promise<Cluster> {
  const data = join(home, "data");
  const version = await readVersion(data);
  if (version !== undefined && version !== program.version) {
    throw new Failure(
      `${data} was made by Postgres ${version}, and this is ${program.version}. Move it away to start afresh, or set DATABASE_URL.`,
    );
  }
  const connection = version === undefined ? await createCluster(home, program) : await readConnection(home);
  return { data, log: join(home, "postgres.log"), password: connection.password, port: connection.port };
}

export async function rememberPort(home: string, cluster: Cluster, port: number): Promise<void> {
  await writeConnection(home, { password: cluster.password, port });
}

async function readVersion(data: string): Promise<string | undefined> {
  try {
    return (await readFile(join(data, "PG_VERSION"), "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && !(await exists(data))) return undefined;
    throw new Failure(
      `The database folder ${data} cannot be read (${(error as NodeJS.ErrnoException).code}). ` +
        "Start as the user who made it, or move it away to start afresh.",
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function createCluster(home: string, program: ServerProgram): Promise<Connection> {
  const fresh = join(home, "data.new");
  const passwordFile = join(home, "password.new");
  const connection = { password: randomBytes(18).toString("base64url") };
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, `${connection.password}\n`, { mode: 0o600 });
  if (program.account !== undefined) {
    for (const path of [fresh, passwordFile]) await chown(path, program.account.uid, program.account.gid);
  }
  try {
    await runInitdb(program, fresh, passwordFile);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await writeConnection(home, connection);
  await rename(fresh, join(home, "data"));
  return connection;
}

/** Sorted by code point, with Unicode's letters. From 17 on the same on every machine, whatever locales it has. */
const locales: Record<PostgresVersion, string[]> = {
  18: ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
  16: ["--locale=C.UTF-8"],
};

function runInitdb(program: ServerProgram, data: string, passwordFile: string): Promise<void> {
  const { file, args, options } = program.command("initdb", [
    `--pgdata=${data}`,
    `--pwfile=${passwordFile}`,
    "--username=tidings",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    ...locales[program.version],
    "--no-instructions",
  ]);
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
    let problem = "";
    child.stderr?.on("data", (chunk) => {
      problem += chunk;
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) return resolve();
      const reason = problem.split("\n").find((line) => /error|fatal/i.test(line)) ?? problem.trim();
      reject(new Failure(`The database could not be set up in ${dirname(data)}: ${reason}`));
    });
  });
}

async function readConnection(home: string): Promise<Connection> {
  const path = join(home, "connection.json");
  try {
    return JSON.parse(await readFile(path, "utf8")) as Connection;
  } catch {
    throw new Failure(`${path} cannot be read. Move ${home} away to start afresh, or put the file back.`);
  }
}

async function writeConnection(home: string, connection: Connection): Promise<void> {
  const path = join(home, "connection.json");
  await writeFile(`${path}.new`, `${JSON.stringify(connection)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
