import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What the tests of our documents need to read them. */

export const root = fileURLToPath(new URL("../../..", import.meta.url));

export function read(path: string): string {
  return readFileSync(`${root}${path}`, "utf8");
}

export const decisions = readdirSync(`${root}docs/decisions`)
  .filter((name) => name.endsWith(".md"))
  .sort()
  .map((name) => `docs/decisions/${name}`);

/** Documents that say what is true today: everything but the records, which are history. */
export const livingDocuments = [
  ...["README", "CONTRIBUTING", "SECURITY", "CHANGELOG"].map((name) => `${name}.md`),
  ...["architecture", "sending", "glossary", "operations", "style"].map((name) => `docs/${name}.md`),
];

export const documents = [...livingDocuments, ...decisions];

export type Table = { header: string; rows: string[][] };

/** Every table of a document; a table is known by its header, as written. */
export function tablesOf(text: string): Table[] {
  const tables: Table[] = [];
  let open: Table | undefined;
  for (const line of text.split("\n")) {
    if (!line.startsWith("|")) open = undefined;
    else if (!open) {
      open = { header: cellsOf(line).join(" | "), rows: [] };
      tables.push(open);
    } else if (!/^[|\-\s:]+$/.test(line)) open.rows.push(cellsOf(line));
  }
  return tables;
}

function cellsOf(line: string): string[] {
  const cells = line.replaceAll("\\|", "\0").split("|").slice(1, -1);
  return cells.map((cell) => cell.replaceAll("\0", "|").trim());
}

/** The words in backticks. */
export function codesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

/** The rows of the table below a heading. */
export function tableUnder(text: string, heading: string): string[][] {
  const start = text.indexOf(`# ${heading}\n`);
  if (start < 0) throw new Error(`there is no heading "${heading}"`);
  const [table] = tablesOf(text.slice(start));
  if (!table) throw new Error(`there is no table under "${heading}"`);
  return table.rows;
}
