import { spawn, spawnSync } from "node:child_process";
import { runConsole } from "./database/console.ts";
import { Failure, runCommand } from "./failure.ts";
import { openDatabase, readEnvironment } from "./run/environment.ts";

/** `npm run db:console`: SQL by hand on the configured or the embedded database, in psql where there is one. */
await runCommand(async () => {
  const database = await openDatabase(await readEnvironment());
  try {
    const hasPsql = spawnSync("psql", ["--version"], { stdio: "ignore" }).status === 0;
    return hasPsql ? await runPsql(database.url) : await runConsole(database.url, process.stdin, process.stdout);
  } finally {
    await database.stop();
  }
});

function runPsql(address: string): Promise<number> {
  const url = new URL(address);
  const password = decodeURIComponent(url.password);
  // Every user of the machine can read the arguments of a process.
  url.password = "";
  const child = spawn("psql", [url.href], { stdio: "inherit", env: { ...process.env, PGPASSWORD: password } });
  // Ctrl-C ends a statement in psql; the database has to stay.
  process.on("SIGINT", () => undefined);
  process.once("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Failure(`psql could not be started: ${error.message}`)));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
