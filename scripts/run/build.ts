import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { setPriority } from "node:os";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import { root } from "./environment.ts";

/** What ends up in the build. `lib` counts as a whole, tests and scripts do not. */
const sources = [
  "app",
  "components",
  "lib",
  "prisma/schema",
  "public",
  "instrumentation.ts",
  "next.config.mjs",
  "package-lock.json",
  "postcss.config.mjs",
  "proxy.ts",
  "tsconfig.json",
];

/** Builds when the sources are not those of the last build. Returns whether it built. */
export async function buildWhenChanged(distFolder: string): Promise<boolean> {
  const stamp = join(root, distFolder, "sources.sha256");
  const now = await hashSources();
  if ((await readFile(stamp, "utf8").catch(() => "")) === now) return false;
  // Gone first: an interrupted build must not pass for a finished one.
  await rm(stamp, { force: true });
  await runBuild(distFolder);
  await writeFile(stamp, now);
  return true;
}

async function hashSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of sources) {
    for (const path of await filesBelow(source)) {
      hash
        .update(`${path}\0`)
        .update(await readFile(join(root, path)))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

/** The path itself when it is a file, nothing when it does not exist. */
async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === "ENOTDIR") return null;
    if (error.code === "ENOENT") return [];
    throw error;
  });
  if (entries === null) return [path];
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(root.length)).sort();
}

export async function runBuild(distFolder: string, priority = 0): Promise<void> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production" as const,
    NEXT_DIST_DIR: distFolder,
    NEXT_TELEMETRY_DISABLED: "1",
  };
  if (distFolder !== ".next") env.NEXT_TSCONFIG = await ownTsconfig(distFolder);
  const child = spawn(process.execPath, [nextProgram, "build"], {
    cwd: root,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (priority !== 0 && child.pid !== undefined) setPriority(child.pid, priority);
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(chunk));
  const stop = () => child.pid !== undefined && process.kill(-child.pid, "SIGKILL");
  process.once("exit", stop);
  const code = await new Promise((resolve) => child.once("close", resolve));
  process.off("exit", stop);
  if (code !== 0) throw new Failure(`${Buffer.concat(output).toString().trim()}\nThe build failed: see above.`);
}

/** Next writes the folder of its types into the tsconfig it is given: the project's own is not to change under a test. */
async function ownTsconfig(distFolder: string): Promise<string> {
  const path = `.data/tsconfig${distFolder}.json`;
  await mkdir(join(root, ".data"), { recursive: true });
  await writeFile(join(root, path), JSON.stringify({ extends: "../tsconfig.json", include: ["../app"] }));
  return path;
}

export const nextProgram = join(root, "node_modules/next/dist/bin/next");
