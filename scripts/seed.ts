import { isUnused, prepareDatabase } from "./database/prepare.ts";
import { Failure, runCommand } from "./failure.ts";
import { adoptEnvironment, openDatabase, readEnvironment } from "./run/environment.ts";
import { seedDemo } from "./run/seed-demo.ts";

/** `npm run db:seed`: the demo, into the embedded database and only while nobody uses it. */
await runCommand(async () => {
  const environment = await readEnvironment();
  if (!environment.isEmbedded)
    throw new Failure("The demo is for the embedded database: unset DATABASE_URL to seed it.");
  const database = await openDatabase(environment);
  adoptEnvironment(environment);
  try {
    await prepareDatabase(database.url);
    if (!(await isUnused(database.url))) {
      console.log(
        "Nothing to seed: the database has users. Stop the product and remove .data/postgres to start afresh.",
      );
      return;
    }
    await seedDemo(environment.demoPassword);
    console.log(`Seeded. Sign in as admin@example.com with ${environment.demoPassword}`);
  } finally {
    await database.stop();
  }
});
