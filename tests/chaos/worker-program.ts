import { mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { dataFolder, root } from "../../scripts/run/environment.ts";

/**
 * The product's worker in one file: a process of it starts in a third of the time, and a test starts many, each on a core that
 * others need. Written once by each process of tests.
 */
export const workerFile = join(dataFolder, "tests/worker.mjs");

let isWritten = false;

export function workerProgram(): string {
  if (!isWritten) write();
  isWritten = true;
  return workerFile;
}

function write(): void {
  const outfile = `${workerFile}.${process.pid}.mjs`;
  mkdirSync(dirname(workerFile), { recursive: true });
  buildSync({
    absWorkingDir: root,
    entryPoints: ["lib/jobs/worker.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["react-server"],
    external: ["pg-native"],
    logLevel: "error",
    // Packages of the older kind ask for their own with `require`.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  // Several processes of tests write the same: whoever starts a worker meanwhile finds a whole file.
  renameSync(outfile, workerFile);
}
