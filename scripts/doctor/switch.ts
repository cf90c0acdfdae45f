import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { allow, confirm, stop } from "../../lib/control/commands.ts";
import { readIdentity } from "../../lib/control/identity.ts";
import { readSendingControl } from "../../lib/control/queries.ts";
import { toFence } from "../../lib/control/rules.ts";
import { stopSchema } from "../../lib/control/schema.ts";
import { systemActor } from "../../lib/events/actor.ts";
import { startPostgres } from "../database/postgres.ts";
import { checkConnection } from "../database/prepare.ts";
import { Failure } from "../failure.ts";
import { dataFolder, loadVariables } from "../run/environment.ts";

/** The kill switch and the fence from a terminal: whatever else is broken, the environment included, the database is enough. */

export async function stopSending(words: string): Promise<void> {
  const reason = stopSchema.safeParse({ reason: words });
  if (!reason.success) throw new Failure("Give a reason of at most 200 characters, or none.");
  await withDatabase(async (client) => {
    const isNew = await within(client, () => stop(client, commandLine(), reason.data.reason));
    console.log(isNew ? "All sending is stopped." : "All sending is stopped, and was before.");
    console.log("Within two seconds nothing more leaves; what Sinch has already accepted still arrives.");
    console.log("Everything waits, also through restarts: npm run doctor -- go");
  });
}

export async function allowSending(): Promise<void> {
  await withDatabase(async (client) => {
    const isNew = await within(client, () => allow(client, commandLine()));
    const { locked } = await readSendingControl(client);
    if (locked)
      throw new Failure("Sending is locked all the same, since this looks like a restored copy. See npm run doctor.");
    console.log(isNew ? "Sending is allowed again: what waited goes on." : "Sending was not stopped.");
  });
}

export async function confirmCopy(): Promise<void> {
  await withDatabase(async (client) => {
    const fence = toFence(await readIdentity(client));
    const paused = await within(client, () => confirm(client, fence, commandLine()));
    if (paused === null) return console.log("Sending was not locked: there is nothing to confirm.");
    console.log("Confirmed: this is the database that sends. If the original still runs, stop one of them now.");
    console.log(`Campaigns paused because people may have been texted after the copy was made: ${paused}.`);
  });
}

const commandLine = () => systemActor(`${userInfo().username} (command line)`);

/** Where it throws, the connection ends and takes the transaction along. */
async function within<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN");
  const result = await work();
  await client.query("COMMIT");
  return result;
}

async function withDatabase(run: (client: Client) => Promise<void>): Promise<void> {
  loadVariables();
  const database = process.env.DATABASE_URL ? undefined : await embedded();
  const url = database?.url ?? process.env.DATABASE_URL ?? "";
  try {
    await checkConnection(url);
    const client = new Client({ connectionString: url });
    await client.connect();
    await run(client).finally(() => client.end());
  } catch (error) {
    if ((error as { code?: string }).code !== "42P01") throw error;
    throw new Failure("This database has not been prepared yet: npm run db:migrate");
  } finally {
    await database?.stop();
  }
}

/** Shared with `npm start` while that runs, else started for the moment. */
function embedded() {
  const home = join(dataFolder, "postgres");
  if (!existsSync(join(home, "data"))) {
    throw new Failure("There is no embedded database here yet, and DATABASE_URL is not set: nothing can be sent.");
  }
  return startPostgres({ home });
}
