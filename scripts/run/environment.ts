import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Postgres, startPostgres } from "../database/postgres.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the product keeps on this machine: the embedded database, its secrets. Never committed. */
export const dataFolder = join(root, ".data");

/** Variables already set win over those of the file. */
export function loadEnvFile(): void {
  const path = join(root, ".env");
  if (existsSync(path)) process.loadEnvFile(path);
}

/** The configured database, or else the embedded one, started when it is not running. */
export async function openDatabase(): Promise<Postgres> {
  const url = process.env.DATABASE_URL;
  if (url !== undefined && url !== "") return { url, isOwner: false, stop: () => Promise.resolve() };
  return startPostgres({ home: join(dataFolder, "postgres") });
}
