import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Env, EnvironmentError, parseEnv } from "../../lib/env.ts";
import { credentialNames } from "../../lib/env-sinch.ts";
import { type Postgres, startPostgres } from "../database/postgres.ts";
import { Failure } from "../failure.ts";
import { loadSecrets } from "./secrets.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the product keeps on this machine: the embedded database, its secrets, logs. Never committed. */
export const dataFolder = join(root, ".data");

/** A complete environment for the product, the same for all of its processes. */
export type ProductEnvironment = { variables: NodeJS.ProcessEnv; env: Env; isEmbedded: boolean; demoPassword: string };

/**
 * The variables of the shell and of `.env` (the shell wins), with the demo's secrets where nothing is configured. Fails with the
 * names of what is wrong before anything is started. DATABASE_URL is a placeholder until the embedded database runs.
 */
export async function readEnvironment(): Promise<ProductEnvironment> {
  loadVariables();
  const isEmbedded = (process.env.DATABASE_URL ?? "") === "";
  const isSimulated = credentialNames.every((name) => !process.env[name]);
  const secrets = await loadSecrets(dataFolder);
  const variables: NodeJS.ProcessEnv = { ...process.env };
  if (isEmbedded) {
    variables.DATABASE_URL = "postgres://embedded";
    variables.NEXTAUTH_SECRET ||= secrets.nextAuthSecret;
  }
  if (isSimulated) variables.SINCH_WEBHOOK_SECRET ||= secrets.webhookSecret;
  const env = validate(variables);
  variables.PORT = String(env.PORT);
  variables.BASE_URL = env.BASE_URL;
  variables.NEXTAUTH_URL ||= env.BASE_URL;
  return { variables, env, isEmbedded, demoPassword: secrets.demoPassword };
}

/** Adds what `.env` says and the shell does not. */
export function loadVariables(): void {
  const path = join(root, ".env");
  if (existsSync(path)) process.loadEnvFile(path);
}

/** The configured database, or else the embedded one, started when it is not running. Completes the environment. */
export async function openDatabase(environment: ProductEnvironment): Promise<Postgres> {
  const database = environment.isEmbedded ? await startPostgres({ home: join(dataFolder, "postgres") }) : configured();
  environment.variables.DATABASE_URL = database.url;
  return database;
}

function configured(): Postgres {
  return { url: process.env.DATABASE_URL ?? "", isOwner: false, stop: () => Promise.resolve() };
}

/** For commands that run product code in this very process. */
export function adoptEnvironment(environment: ProductEnvironment): void {
  Object.assign(process.env, environment.variables);
}

function validate(variables: NodeJS.ProcessEnv): Env {
  try {
    return parseEnv(variables);
  } catch (error) {
    if (error instanceof EnvironmentError) throw new Failure(error.message);
    throw error;
  }
}
