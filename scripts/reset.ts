import { prepareDatabase } from "./database/prepare.ts";
import { databaseOf, remake } from "./database/remake.ts";
import { Failure, runCommand } from "./failure.ts";
import { adoptEnvironment, openDatabase, readEnvironment } from "./run/environment.ts";
import { seedDemo } from "./run/seed-demo.ts";

/**
 * `npm run db:reset`: drops the embedded database and makes it anew, migrated and with the demo. A database of one's own needs
 * `-- --yes`, and gets no demo. One with credentials of Sinch is refused: opt-outs of real people would be lost.
 */
await runCommand(async () => {
  const words = process.argv.slice(2);
  const unknown = words.find((word) => word !== "--yes");
  if (unknown !== undefined) throw new Failure(`There is no option "${unknown}", only --yes.`);
  const environment = await readEnvironment();
  const { isEmbedded, env, demoPassword } = environment;
  if (!env.isSimulated) {
    throw new Failure(
      "Refused: this installation texts real people, and their opt-outs would be lost with the database.",
    );
  }
  if (!isEmbedded && !words.includes("--yes")) {
    throw new Failure(
      `Refused: ${databaseOf(env.DATABASE_URL)} is not the embedded database. \`npm run db:reset -- --yes\` drops it all the same.`,
    );
  }
  const database = await openDatabase(environment);
  adoptEnvironment(environment);
  try {
    await remake(database.url);
    const applied = await prepareDatabase(database.url);
    console.log(`Made anew: ${databaseOf(database.url)}, ${applied.length} migrations.`);
    if (!isEmbedded) return;
    await seedDemo(demoPassword);
    console.log(`The demo is in it. Sign in as admin@example.com with ${demoPassword}`);
  } finally {
    await database.stop();
  }
});
