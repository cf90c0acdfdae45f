import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkConnection } from "../database/prepare.ts";
import { Failure } from "../failure.ts";
import {
  adoptEnvironment,
  dataFolder,
  openDatabase,
  type ProductEnvironment,
  readEnvironment,
} from "../run/environment.ts";
import { bad, type Finding, lineOf, ok, warn } from "./finding.ts";

/** Looks at everything that a working installation needs, a line each. Changes nothing. Returns the exit code. */
export async function examine(): Promise<number> {
  let wrong = 0;
  const report = (name: string, findings: readonly Finding[]) => {
    for (const finding of findings) console.log(lineOf(name, finding));
    wrong += findings.filter(({ tone }) => tone === "bad").length;
  };
  const environment = await readEnvironment().catch(expected);
  if (environment instanceof Failure) {
    report("Environment", [
      bad(environment.message, "Mend it in the shell or in .env: docs/operations.md says what each one means."),
    ]);
    return 1;
  }
  report("Environment", [environmentFinding(environment)]);
  const database = await open(environment).catch(expected);
  if (database instanceof Failure) {
    report("Database", [bad(database.message, "Everything else needs it, so it was not looked at.")]);
    return 1;
  }
  try {
    adoptEnvironment(environment);
    const { checks } = await import("./checks.ts");
    for (const [name, check] of checks) report(name, await check(environment).catch(notChecked));
  } finally {
    const { closePool } = await import("../../lib/db/pool.ts");
    await closePool();
    await database.stop();
  }
  console.log(wrong === 0 ? "\nNothing is wrong." : `\nWrong: ${wrong}`);
  return wrong === 0 ? 0 : 1;
}

function expected(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}

function notChecked(error: unknown): Finding[] {
  return [bad(error instanceof Error ? error.message : String(error), "This could not be looked at.")];
}

function environmentFinding({ env, isEmbedded }: ProductEnvironment): Finding {
  const database = isEmbedded ? "embedded database" : "database of your own";
  if (!env.isSimulated) return ok(`valid: ${database}, Sinch's ${env.sinch.api} API`);
  const words = `valid: ${database}, the simulator instead of Sinch`;
  return isEmbedded ? ok(words) : warn(words, "Nobody is really texted before Sinch's credentials are set.");
}

async function open(environment: ProductEnvironment) {
  if (environment.isEmbedded && !existsSync(join(dataFolder, "postgres/data"))) {
    throw new Failure("There is no embedded database yet: npm start makes one.");
  }
  const database = await openDatabase(environment);
  await checkConnection(database.url);
  return database;
}
