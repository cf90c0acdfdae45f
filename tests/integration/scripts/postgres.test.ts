import { spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { runsFolder } from "../../../scripts/check/dead-runs.ts";
import { type Postgres, startPostgres } from "../../../scripts/database/postgres.ts";
import { findServerProgram } from "../../../scripts/database/server-program.ts";
import { freePort } from "../../../scripts/run/ports.ts";
import { postgresVersion } from "../../support/postgres.ts";

const settings = { fsync: "off", shared_buffers: "16MB", max_connections: "20" };
// Beside the other runs, so that the next one cleans up after a killed one: `run-` and our process.
const home = await mkdtemp(join(runsFolder, `run-${process.pid}-`)).then((path) => join(path, "postgres"));
const started: Postgres[] = [];

async function start(): Promise<Postgres> {
  const server = await startPostgres({
    home,
    settings,
    version: postgresVersion,
    port: await freePort(),
    say: () => undefined,
  });
  started.push(server);
  return server;
}

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
});
afterAll(() => rm(join(home, ".."), { recursive: true, force: true }));

async function ask(url: string, sql: string) {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

const processOf = async () => Number((await readFile(join(home, "data/postmaster.pid"), "utf8")).split("\n")[0]);

test("data, port and password last from one start to the next", async () => {
  const first = await start();
  await ask(first.url, "CREATE TABLE kept (id int)");
  await first.stop();
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await ask(second.url, "SELECT * FROM kept")).toEqual([]);
});

test("a second one shares the server of the first and leaves it running", async () => {
  const owner = await start();
  const guest = await start();
  expect([owner.isOwner, guest.isOwner]).toEqual([true, false]);
  await guest.stop();
  expect(await ask(owner.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("a server that was killed is started again while its owner lives", async () => {
  const owner = await start();
  const killed = await processOf();
  process.kill(killed, "SIGKILL");
  await vi.waitFor(async () => expect(await ask(owner.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]), 15_000);
  expect(await processOf()).not.toBe(killed);
});

test("a stale postmaster.pid whose number belongs to another process does not stop a start", async () => {
  await (await start()).stop();
  // Of the server's own account: Postgres sees through a stranger's number by itself.
  const { account } = await findServerProgram(home, postgresVersion);
  const other = spawn("sleep", ["60"], { ...account, stdio: "ignore" });
  try {
    await writeFile(join(home, "data/postmaster.pid"), `${other.pid}\n${home}/data\n1\n5432\n\n\n`);
    const again = await start();
    expect(await ask(again.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(other.exitCode).toBeNull();
  } finally {
    other.kill("SIGKILL");
  }
});

test("an initdb that was interrupted is done again", async () => {
  await (await start()).stop();
  await rename(join(home, "data"), join(home, "data.new"));
  await rm(join(home, "data.new/global"), { recursive: true });
  const again = await start();
  expect(await ask(again.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("a data directory that is none is one clear line", async () => {
  await (await start()).stop();
  await rename(join(home, "data/PG_VERSION"), join(home, "PG_VERSION"));
  await expect(start()).rejects.toThrow(
    /^The database folder .* cannot be read \(ENOENT\)\. Start as the user who made it/,
  );
  await rename(join(home, "PG_VERSION"), join(home, "data/PG_VERSION"));
  await chmod(join(home, "data"), 0o700);
});
