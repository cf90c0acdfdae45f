import { prepareDatabase } from "./database/prepare.ts";
import { runCommand } from "./failure.ts";
import { adoptEnvironment, openDatabase, readEnvironment } from "./run/environment.ts";

/** `npm run db:migrate`: brings the configured (or else the embedded) database up to prisma/migrations. */
await runCommand(async () => {
  const environment = await readEnvironment();
  const database = await openDatabase(environment);
  adoptEnvironment(environment);
  try {
    const applied = await prepareDatabase(database.url);
    for (const name of applied) console.log(`Applied ${name}`);
    if (applied.length === 0) console.log("Nothing to apply: the database is up to date.");
  } finally {
    await database.stop();
  }
});
