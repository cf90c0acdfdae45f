import { testEnvironment } from "../support/environment.ts";
import { startDatabase } from "./database.ts";
import { runSeed } from "./run.ts";

/**
 * A process with a Postgres of its own. It runs one seed after another, as its parent asks for them. When the parent is gone it
 * ends at once, and its workers with it; the watchdog stops the server and removes the folder.
 */
process.on("disconnect", () => process.exit(1));
Object.assign(process.env, testEnvironment);
const [home = ""] = process.argv.slice(2);
const database = await startDatabase(home);

process.on("message", async (seed: number | "stop") => {
  if (seed === "stop") {
    await database.stop();
    process.exit(0);
  }
  const result = await runSeed(seed, database).catch((error: unknown) => ({
    seed,
    crashed: String(error instanceof Error ? error.stack : error),
  }));
  process.send?.(result);
});
process.send?.("ready");
