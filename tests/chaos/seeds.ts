import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("seeds.json", import.meta.url));

/** `replayed` seeds are chosen for their faults; `failed` ones are kept until a developer has looked at them. */
type Seeds = { replayed: number[]; failed: number[] };

export function readSeeds(): Seeds {
  return JSON.parse(readFileSync(file, "utf8")) as Seeds;
}

export function keepFailed(failed: readonly number[]): void {
  const seeds = readSeeds();
  const all = [...new Set([...seeds.failed, ...failed])].sort((one, other) => one - other);
  writeFileSync(file, `{ "replayed": [${seeds.replayed.join(", ")}], "failed": [${all.join(", ")}] }\n`);
}
