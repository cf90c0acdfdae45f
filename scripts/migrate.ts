import { applyMigrations } from "./database/migrations.ts";
import { prismaFolder } from "./database/schema-files.ts";
import { runCommand } from "./failure.ts";
import { loadEnvFile, openDatabase, root } from "./run/environment.ts";

/** `npm run db:migrate`: brings the configured (or else the embedded) database up to prisma/migrations. */
await runCommand(async () => {
  loadEnvFile();
  const database = await openDatabase();
  try {
    const applied = await applyMigrations(database.url, prismaFolder(root).migrations);
    for (const name of applied) console.log(`Applied ${name}`);
    if (applied.length === 0) console.log("Nothing to apply: the database is up to date.");
  } finally {
    await database.stop();
  }
});
