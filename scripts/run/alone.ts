import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { adoptEnvironment, openDatabase, readEnvironment, root } from "./environment.ts";

/** Runs an entry of the product in this very process, with a complete environment. The entry decides when it ends. */
export async function runAlone(entry: string): Promise<never> {
  const environment = await readEnvironment();
  const database = await openDatabase(environment);
  adoptEnvironment(environment);
  process.once("exit", () => void database.stop());
  await import(pathToFileURL(join(root, entry)).href);
  return new Promise(() => undefined);
}
