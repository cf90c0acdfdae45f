import { prepareDatabase } from "./database/prepare.ts";
import { Failure, runCommand } from "./failure.ts";
import { adoptEnvironment, openDatabase, readEnvironment } from "./run/environment.ts";
import { typeablePassword } from "./run/secrets.ts";

/** `npm run db:admin -- EMAIL NAME`: the first administrator of an installation, or a new password for one who is locked out. */
await runCommand(async () => {
  const [email = "", name = email] = process.argv.slice(2);
  const { newUserSchema } = await import("../lib/team/schema.ts");
  const user = newUserSchema.safeParse({ email, name, role: "admin", password: typeablePassword() });
  if (!user.success) throw new Failure(`Give an e-mail address: npm run db:admin -- you@example.com "Your Name"`);
  const environment = await readEnvironment();
  const database = await openDatabase(environment);
  adoptEnvironment(environment);
  try {
    await prepareDatabase(database.url);
    const isNew = await makeAdministrator(user.data);
    console.log(
      isNew ? `${email} is an administrator now.` : `${email} was known, and is an administrator with a new password.`,
    );
    console.log(`Password  ${user.data.password}`);
  } finally {
    const { closePool } = await import("../lib/db/pool.ts");
    await closePool();
    await database.stop();
  }
});

async function makeAdministrator(user: import("../lib/team/schema.ts").NewUser): Promise<boolean> {
  const { ensureAdministrator } = await import("../lib/team/commands.ts");
  const { revokeSessionsOf } = await import("../lib/auth/sessions.ts");
  const { systemActor } = await import("../lib/events/actor.ts");
  return ensureAdministrator(systemActor("command line"), user, (id, tx) => revokeSessionsOf(id, new Date(), tx));
}
