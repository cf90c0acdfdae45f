import { importsOf, targetOf, withoutComments } from "./imports.ts";
import { functionsOf } from "./lengths.ts";
import { mayAlsoImport, mayImport, mayImportTypesOf, type Place, placeOf, type TextOf } from "./rooms.ts";

/** A file with its path relative to the project. */
export type SourceFile = { path: string; text: string };

const longestFile = 300;
const longestPage = 60;
const longestFunction = 40;

/** Every breach of the law in one file, in words; empty when there is none. */
export function breachesOf(file: SourceFile, textOf: TextOf): string[] {
  const place = placeOf(file.path, (path) => (path === file.path ? file.text : textOf(path)));
  if (place === undefined) return [`${file.path}: has no room; see docs/architecture.md`];
  return [
    ...lengthBreaches(file),
    ...environmentBreaches(file, place),
    ...purityBreaches(file, place),
    ...defaultExportBreaches(file, place),
    ...importBreaches(file, place, textOf),
  ];
}

function lengthBreaches({ path, text }: SourceFile): string[] {
  const lines = text.trimEnd().split("\n").length;
  const longest = /^app\/(?:.*\/)?page\.tsx$/.test(path) ? longestPage : longestFile;
  const ofFile = lines > longest ? [`${path}: ${lines} lines, ${longest} is the most`] : [];
  return [...ofFile, ...functionBreaches(path, text)];
}

/** Tests make things that hold functions of their own; there what stands between them counts. */
function functionBreaches(path: string, text: string): string[] {
  const measured = functionsOf(text).map(({ lines, ownLines, ...found }) => ({
    ...found,
    lines: path.startsWith("tests/") ? ownLines : lines,
  }));
  return measured
    .filter(({ lines }) => lines > longestFunction)
    .map(({ name, line, lines }) => `${path}:${line}: ${name} has ${lines} lines, ${longestFunction} is the most`);
}

function environmentBreaches({ path, text }: SourceFile, { room }: Place): string[] {
  if (path === "lib/env.ts" || (room === "tooling" && path !== "prisma/seed.ts")) return [];
  const code = withoutComments(text);
  const isRead =
    /\bprocess\s*(?:\.|\?\.|\[\s*["'`])\s*env\b|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b|import\.meta\.env/.test(code);
  // Next replaces this one while building: it decides which of the two runtimes a file is loaded into.
  const isNextsOwn = !/process\.env(?!\.NEXT_RUNTIME\b)/.test(code) && path === "instrumentation.ts";
  return isRead && !isNextsOwn ? [`${path}: reads process.env; only lib/env.ts may`] : [];
}

/** What is pure is told the time, and throws no dice. */
function purityBreaches({ path, text }: SourceFile, { room }: Place): string[] {
  const asks = /\bDate\.now\b|\bnew Date\(\)|\bperformance\.|\bMath\.random\b|\bset(?:Timeout|Interval)\b|\bfetch\(/;
  if (room !== "pure" || !asks.test(withoutComments(text))) return [];
  return [`${path}: asks the clock, chance or the network; pure files are told`];
}

/** Files that Next finds by their name and expects a default export of. */
const nextsFiles =
  /(?:^|\/)(?:page|layout|template|default|loading|error|global-error|not-found|forbidden|unauthorized|sitemap|robots|manifest|icon|apple-icon|opengraph-image)\.tsx?$/;
const toolsFiles = /(?:^|\/)[\w-]+\.config\.m?[jt]s$|^tests\/support\/[\w-]*setup\.ts$/;

function defaultExportBreaches({ path, text }: SourceFile, { room }: Place): string[] {
  const hasDefault = /\bexport\s+default\b|\bas\s+default\b/.test(withoutComments(text));
  if (!hasDefault || toolsFiles.test(path)) return [];
  if (room === "app" && nextsFiles.test(path)) return [];
  return [`${path}: has a default export; name what is exported`];
}

function importBreaches({ path, text }: SourceFile, place: Place, textOf: TextOf): string[] {
  return importsOf(text).flatMap(({ specifier, line, isType }) => {
    const target = targetOf(path, specifier);
    if (target === undefined) return [];
    const problem = trespass(place, path, there(target, textOf), target, isType);
    return problem === undefined ? [] : [`${path}:${line}: ${problem}`];
  });
}

/** The file that an import leads to: with either ending, or a folder's index. */
function there(target: string, textOf: TextOf): Place | undefined {
  const path = [`${target}.ts`, `${target}.tsx`, `${target}/index.ts`].find((file) => textOf(file) !== undefined);
  if (path !== undefined) return placeOf(path, textOf);
  return placeOf(`${target}.ts`, textOf) ?? placeOf(`${target}/index.ts`, textOf);
}

function trespass(
  place: Place,
  path: string,
  there: Place | undefined,
  target: string,
  isType: boolean,
): string | undefined {
  if (target.startsWith("..")) return `leaves the project (${target})`;
  const allowed = mayImport[place.room];
  if (there === undefined) return isStyleSheet(path, target) ? undefined : `imports ${target}, which has no room`;
  if (allowed === "anything" || allowed.includes(there.room)) return undefined;
  if (isType && mayImportTypesOf[place.room]?.includes(there.room)) return undefined;
  if (mayAlsoImport[place.folder]?.includes(there.room)) return undefined;
  // A noun's own drawers; but what is pure stays pure, also at home.
  if (place.room === "feature" && there.folder === place.folder) return undefined;
  return `${place.room} may not import ${there.room} (${target})`;
}

/** Next's own generated types aside, the only imports that are not code. */
function isStyleSheet(path: string, target: string): boolean {
  return path.startsWith("app/") && target === "app/globals";
}
