import { type FSWatcher, watch } from "node:fs";
import { sep } from "node:path";

/**
 * Which programs start again when a file below `lib` changes. The simulator is an island on what lies in `lib` itself, and
 * it forgets all its texts: it starts again for its own files only.
 */
export function programsFor(path: string): ("worker" | "simulator")[] {
  // A file that an editor keeps beside another is no source.
  if (!/\.(ts|json)$/.test(path)) return [];
  const [folder, ...below] = path.split(sep);
  if (below.length === 0) return ["worker", "simulator"];
  return [folder === "simulator" ? "simulator" : "worker"];
}

/** Hears of the programs to start again, once for all changes that come close together: editors save in several steps. */
export function watchSources(folder: string, startAgain: (names: string[]) => void): FSWatcher {
  const names = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  return watch(folder, { recursive: true }, (_event, path) => {
    for (const name of programsFor(path ?? "")) names.add(name);
    clearTimeout(timer);
    timer = setTimeout(() => {
      startAgain([...names]);
      names.clear();
    }, settledMs);
  });
}

const settledMs = 150;
