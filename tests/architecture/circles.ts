import { importsOf, targetOf } from "./imports.ts";

/** Circles of imports among files, types included: each as the paths that lie on it, sorted. */
export function circlesOf(texts: ReadonlyMap<string, string>): string[][] {
  const graph = graphOf(texts);
  const walk = { graph, index: new Map<string, number>(), lowest: new Map<string, number>(), path: [] as string[] };
  const circles: string[][] = [];
  for (const file of graph.keys()) if (!walk.index.has(file)) visit(file, walk, circles);
  return circles;
}

type Graph = Map<string, string[]>;

function graphOf(texts: ReadonlyMap<string, string>): Graph {
  const endings = [".ts", ".tsx", "/index.ts", ""];
  return new Map(
    [...texts].map(([path, text]) => {
      const targets = importsOf(text).flatMap(({ specifier }) => {
        const target = targetOf(path, specifier);
        const ending = endings.find((end) => target !== undefined && texts.has(`${target}${end}`));
        return ending === undefined ? [] : [`${target}${ending}`];
      });
      return [path, targets];
    }),
  );
}

type Walk = { graph: Graph; index: Map<string, number>; lowest: Map<string, number>; path: string[] };

/** Tarjan's strongly connected components. */
function visit(file: string, walk: Walk, circles: string[][]): void {
  const { graph, index, lowest, path } = walk;
  index.set(file, index.size);
  lowest.set(file, index.size - 1);
  path.push(file);
  for (const target of graph.get(file) ?? []) {
    if (!index.has(target)) visit(target, walk, circles);
    if (path.includes(target)) lowest.set(file, Math.min(low(walk, file), low(walk, target)));
  }
  if (low(walk, file) !== index.get(file)) return;
  const circle = path.splice(path.indexOf(file));
  if (circle.length > 1 || graph.get(file)?.includes(file)) circles.push(circle.sort());
}

const low = ({ lowest }: Walk, file: string) => lowest.get(file) ?? 0;
