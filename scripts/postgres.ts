import { once } from "node:events";
import { runCommand } from "./failure.ts";
import { openDatabase, readEnvironment } from "./run/environment.ts";

/** `npm run db:start`: the embedded database alone, until Ctrl-C, with its address for tools like psql. */
await runCommand(async () => {
  const database = await openDatabase(await readEnvironment());
  console.log(database.url);
  if (!database.isOwner) return;
  const keepAlive = setInterval(() => undefined, 60_000);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  clearInterval(keepAlive);
  await database.stop();
});
