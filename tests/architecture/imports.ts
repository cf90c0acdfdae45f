import { dirname, join } from "node:path";

/**
 * What a file imports, read from its text: TypeScript 7 has no JavaScript interface to its parser. Comments and the insides of
 * other strings are blanked first, so that words in them do not count.
 */
export type Import = { specifier: string; line: number; isType: boolean };

const statements = [
  /\bimport\s*(?:type\s+)?(?:[\w*{}\s,$]+?\s*from\s*)?(?<quote>["'`])(?<specifier>[^"'`]+)\k<quote>/g,
  /\bexport\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*(?<quote>["'])(?<specifier>[^"']+)\k<quote>/g,
  /\b(?:import|require|require\.resolve)\s*\(\s*(?<quote>["'`])(?<specifier>[^"'`]+)\k<quote>/g,
  // Types may be imported where they are used: `import("@/lib/db/prisma").Prisma`.
  /\btypeof\s+import\s*\(\s*(?<quote>["'])(?<specifier>[^"']+)\k<quote>/g,
];

/** Nothing of it is left at run time: `import type { … }`, `typeof import("…")`, or every name marked as a type. */
const typeOnly =
  /^(?:import|export)\s+type\b|^typeof\b|^(?:import|export)\s*\{(?:\s*type\s+[\w$]+(?:\s+as\s+[\w$]+)?\s*,?)+\s*\}/;

export function importsOf(source: string): Import[] {
  const text = withoutComments(source);
  const found = new Map<string, Import>();
  for (const statement of statements) {
    for (const match of text.matchAll(statement)) {
      const specifier = match.groups?.specifier ?? "";
      const line = text.slice(0, match.index).split("\n").length;
      const isType = typeOnly.test(match[0]);
      // The same words may match twice, once as a part of the other: `typeof import("…")`.
      const before = found.get(`${specifier}:${line}`)?.isType ?? false;
      found.set(`${specifier}:${line}`, { specifier, line, isType: isType || before });
    }
  }
  return [...found.values()];
}

/** The project path an import leads to, without extension; undefined for packages. */
export function targetOf(file: string, specifier: string): string | undefined {
  if (specifier.startsWith("@/")) return normal(specifier.slice(2));
  if (specifier.startsWith(".")) return normal(join(dirname(file), specifier));
  return undefined;
}

const normal = (path: string) => path.replace(/\.(?:tsx?|m?js|json|css)$/, "").replace(/\/index$/, "");

/** Comments become blanks of the same length, so that lines keep their numbers. Strings are skipped over. */
export function withoutComments(source: string): string {
  const tokens = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return source.replace(tokens, (token) => (token.startsWith("/") ? token.replace(/[^\n]/g, " ") : token));
}
