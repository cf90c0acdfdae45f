import { randomUUID } from "node:crypto";
import { chown, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { Pulse } from "@/lib/control/pulse";
import { readSendingControl } from "@/lib/control/queries";
import { type Postgres, startPostgres } from "../../../scripts/database/postgres.ts";
import { prepareDatabase } from "../../../scripts/database/prepare.ts";
import { freePort } from "../../../scripts/run/ports.ts";
import { testEnvironment } from "../../support/environment.ts";
import { postgresVersion } from "../../support/postgres.ts";

/** Real servers, real copies: what is one is locked, and what is not goes on. */

const home = join(tmpdir(), `tidings-fence-${randomUUID()}`);
const settings = { fsync: "off", shared_buffers: "16MB", max_connections: "30", wal_level: "replica" };
const open: Client[] = [];
const servers: Postgres[] = [];

async function start(): Promise<Postgres> {
  const server = await startPostgres({
    home,
    settings,
    version: postgresVersion,
    port: await freePort(),
    say: () => undefined,
  });
  servers.push(server);
  return server;
}

const first = await start();
Object.assign(process.env, testEnvironment, { DATABASE_URL: first.url });
await prepareDatabase(first.url);

afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.end().catch(() => undefined)));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await rm(home, { recursive: true, force: true });
});

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  open.push(client);
  return client;
}

async function copyOf(name: string): Promise<string> {
  await Promise.all(open.splice(0).map((client) => client.end()));
  const server = await connect(new URL("/postgres", first.url).href);
  await server.query(`CREATE DATABASE ${name} TEMPLATE tidings`);
  return new URL(`/${name}`, first.url).href;
}

/** A worker's first look, and what came of it. */
async function boot(client: Client, pulse = new Pulse(randomUUID())) {
  await pulse.beatIn(client);
  return (await readSendingControl(client)).locked?.differences ?? "allowed";
}

test("a copy of a database that never had a worker is a new installation, not a copy", async () => {
  const copy = await connect(await copyOf("of_a_template"));
  expect(await boot(copy)).toBe("allowed");
  expect((await copy.query("SELECT fence FROM sending_control")).rows[0].fence).toMatch(/^\d+\/\d+\/\d+\/0{7}1$/);
});

test("a new database is adopted, and stays itself: for other workers, and when Postgres is killed", async () => {
  const client = await connect(first.url);
  const pulse = new Pulse("stays");
  expect(await boot(client, pulse)).toBe("allowed");
  expect(await boot(client)).toBe("allowed");
  const postmaster = Number((await readFile(join(home, "data/postmaster.pid"), "utf8")).split("\n")[0]);
  process.kill(postmaster, "SIGKILL");
  const again = await vi.waitFor(() => connect(first.url), 20_000);
  expect(await boot(again)).toBe("allowed");
  expect(await boot(again, pulse)).toBe("allowed");
});

test("CREATE DATABASE … TEMPLATE of a database that sends is locked, and the original is not", async () => {
  const copy = await connect(await copyOf("of_the_real_one"));
  expect(await boot(copy)).toEqual(["database"]);
  expect(await boot(copy)).toEqual(["database"]);
  expect(await boot(await connect(first.url))).toBe("allowed");
});

test("a dump restored over the same database is locked: its tables are new ones", async () => {
  const restored = await connect(await copyOf("dumped"));
  await restored.query("UPDATE sending_control SET fence = ''");
  expect(await boot(restored)).toBe("allowed");
  await restored.query(
    `CREATE TABLE dumped (LIKE sending_control INCLUDING ALL);
     INSERT INTO dumped SELECT * FROM sending_control;
     DROP TABLE sending_control;
     ALTER TABLE dumped RENAME TO sending_control`,
  );
  expect(await boot(restored)).toEqual(["table"]);
});

test("a user who may not look at the server's own facts sends all the same", async () => {
  const address = new URL(await copyOf("without_rights"));
  const owner = await connect(address.href);
  await owner.query(
    `UPDATE sending_control SET fence = '';
     CREATE ROLE guest LOGIN PASSWORD 'guest';
     GRANT ALL ON ALL TABLES IN SCHEMA public TO guest;
     REVOKE EXECUTE ON FUNCTION pg_control_system(), pg_current_wal_lsn() FROM PUBLIC`,
  );
  Object.assign(address, { username: "guest", password: "guest" });
  const guest = await connect(address.href);
  expect(await boot(guest)).toBe("allowed");
  expect((await guest.query("SELECT fence FROM sending_control")).rows[0].fence).toMatch(/^-\/\d+\/\d+\/-$/);
  expect(await boot(guest)).toBe("allowed");
});

test("a history that branched off is a restore to whoever starts, and a failover to whoever was there and misses nothing", async () => {
  const before = await connect(first.url);
  const [witness, robbed] = [new Pulse("witness"), new Pulse("robbed")];
  for (const pulse of [witness, robbed]) expect(await boot(before, pulse)).toBe("allowed");
  await before.query("CHECKPOINT");
  await first.stop();
  // What a restore to a point in time and a failover have in common: a server in recovery that is promoted.
  const signal = join(home, "data/standby.signal");
  await writeFile(signal, "");
  const { uid, gid } = await stat(join(home, "data"));
  await chown(signal, uid, gid);
  const promoted = await connect((await start()).url);
  await promoted.query("SELECT pg_promote()");

  await promoted.query("UPDATE worker SET seen_at = seen_at - interval '1 second' WHERE id = 'robbed'");
  expect(await boot(promoted, robbed)).toEqual(["timeline"]);
  expect(await boot(promoted)).toEqual(["timeline"]);
  expect(await boot(promoted, witness)).toBe("allowed");
  expect(await boot(promoted)).toBe("allowed");
}, 60_000);
