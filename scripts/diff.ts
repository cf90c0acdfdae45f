import { fileURLToPath } from "node:url";
import { pendingSql, prismaFolder, writeMigration } from "./database/schema-files.ts";

/**
 * `npm run db:diff -- NAME [--empty]`: writes prisma/migrations/<timestamp>_NAME/migration.sql from the last snapshot to
 * today's schema. The file is there to be edited: triggers, generated columns, partitions and what else a Prisma schema cannot
 * say is added to it by hand before it is committed. `--empty` makes a file for hand-written SQL alone.
 */

const root = fileURLToPath(new URL("..", import.meta.url));
const name = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
const mayBeEmpty = process.argv.includes("--empty");

if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  console.error("Give the migration a name of small letters, digits and _: npm run db:diff -- add_segments");
  process.exit(1);
}

const folder = prismaFolder(root);
const sql = await pendingSql(folder).catch((error: unknown) => {
  console.error(`The schema is not valid: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});

if (sql === "" && !mayBeEmpty) {
  console.log(
    "Nothing to write: the migrations already describe today's schema. (--empty makes a file for your own SQL.)",
  );
} else {
  console.log(`Wrote ${await writeMigration(folder, name, sql, new Date())}`);
}
