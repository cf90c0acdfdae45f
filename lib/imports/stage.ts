import "server-only";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { inSession } from "../db/transaction";
import type { FileRecord } from "./file/records";

/**
 * Rows of a file → import_row, by COPY in portions of about 1 MB. Each portion is a short transaction of its own: a
 * slow upload holds no connection and no snapshot. Rows of an upload that broke are removed by whoever finds it.
 */
const portionLength = 1_000_000;

export type Stage = { add: (records: FileRecord[]) => Promise<void>; flush: () => Promise<void> };

export function stageFor(importId: number): Stage {
  let lines: string[] = [];
  let length = 0;

  async function flush(): Promise<void> {
    if (lines.length === 0) return;
    const portion = lines;
    lines = [];
    length = 0;
    await copyLines(portion);
  }

  async function add(records: FileRecord[]): Promise<void> {
    for (const { number, cells } of records) {
      const line = `${importId}\t${number}\t${arrayLiteral(cells)}\n`;
      lines.push(line);
      length += line.length;
      if (length >= portionLength) await flush();
    }
  }

  return { add, flush };
}

async function copyLines(lines: string[]): Promise<void> {
  await inSession(async (session) => {
    const copy = session.query(copyFrom("COPY import_row (import_id, number, cells) FROM STDIN"));
    await pipeline(Readable.from([Buffer.from(lines.join(""))]), copy);
  });
}

const special = /[\\"\t\n\r\b\f\v]/;
const copyEscapes: Record<string, string> = {
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};

/** Two layers: the array's own quoting, and COPY's, which wants every backslash twice. */
export function arrayLiteral(cells: string[]): string {
  return `{${cells.map((cell) => `"${special.test(cell) ? escapeCell(cell) : cell}"`).join(",")}}`;
}

function escapeCell(cell: string): string {
  return cell
    .replaceAll("\\", "\\\\\\\\")
    .replaceAll('"', '\\\\"')
    .replace(/[\t\n\r\b\f\v]/g, (character) => copyEscapes[character] ?? character);
}
