import "server-only";
import type { Viewer } from "../auth/viewer";
import { now } from "../clock";
import { pool } from "../db/pool";
import { prisma } from "../db/prisma";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { inTransaction } from "../db/transaction";
import { bigint, bool, int, json, text } from "../db/types";
import { AppError, isAppError } from "../errors";
import { systemActor } from "../events/actor";
import { log } from "../log";
import { describeFile, fileSample } from "./describe";
import type { FileFacts } from "./file/read";
import { readFile, tooBigWords } from "./file/read";
import { moveImport } from "./move";
import { importLimits } from "./rules";
import type { ImportFormat } from "./schema";
import { stageFor } from "./stage";
import { brokenUploadWords, removeStagedRows, sweepImports } from "./sweep";

/**
 * A file on its way in: read, checked and staged in one pass, in constant memory. Afterwards the import waits for its
 * columns to be mapped, or it has failed with words and left no rows behind. A process that dies in here leaves an
 * import "uploading" with rows; the next sweep fails it and removes them.
 */
export type Upload = {
  fileName: string;
  body: AsyncIterable<Uint8Array>;
  /** What the client said it would send; fewer bytes are a broken upload. */
  expectedBytes: number | null;
};

/** Each one holds a few megabytes and most of a core. */
const mostAtOnce = 4;
let running = 0;

export async function receiveUpload(viewer: Viewer, upload: Upload): Promise<{ importId: number }> {
  if ((upload.expectedBytes ?? 0) > importLimits.bytes) throw new AppError("invalid", tooBigWords);
  if (running >= mostAtOnce) {
    throw new AppError("rate_limited", "Several files are being uploaded right now. Try again in a minute.", {
      retryAfterSeconds: 60,
    });
  }
  running++;
  try {
    await sweepImports(now());
    const importId = await beginImport(viewer, upload.fileName);
    await stageFile(importId, upload).catch((error) => failUpload(importId, error));
    return { importId };
  } finally {
    running--;
  }
}

async function beginImport(viewer: Viewer, fileName: string): Promise<number> {
  const data = { fileName: cleanFileName(fileName), status: "uploading", createdById: viewer.userId };
  const { id } = await prisma().import.create({ data, select: { id: true } });
  return id;
}

async function stageFile(importId: number, { body, expectedBytes }: Upload): Promise<void> {
  const reading = readFile(unbroken(body));
  const stage = stageFor(importId);
  const sample = fileSample();
  const tell = heartbeat(importId);
  for await (const records of reading.portions) {
    sample.add(records);
    await stage.add(records);
    await tell(reading.facts(), sample.rows());
  }
  if (expectedBytes !== null && reading.facts().bytes < expectedBytes) throw brokenUpload();
  await stage.flush();
  const { hasHeader, ...format } = describeFile(reading.facts(), sample);
  const set = sql`, has_header = ${bool(hasHeader)},
    format = ${json<ImportFormat>()(format)}, bytes = ${bigint(reading.facts().bytes)}, rows = ${int(sample.rows())}`;
  const isMoved = await inTransaction((tx) =>
    moveImport(tx, importId, { to: "mapping", from: ["uploading"], set, actor: systemActor("upload") }),
  );
  if (!isMoved) throw brokenUpload();
}

/** Tells the page how far it is, and the sweep that somebody is still here; finds out when the sweep gave us up. */
function heartbeat(importId: number) {
  let last = 0;
  return async (facts: FileFacts, rows: number): Promise<void> => {
    const time = performance.now();
    if (time - last < 1_000) return;
    last = time;
    if ((await beat.run(pool(), { importId, bytes: facts.bytes, rows })) === 0) throw brokenUpload();
  };
}

const beat = statement(
  { name: "upload-beat", params: { importId: int, bytes: bigint, rows: int } },
  ({ importId, bytes, rows }) => sql`
    UPDATE import SET bytes = ${bytes}, rows = ${rows}, seen_at = now() WHERE id = ${importId} AND status = 'uploading'`,
);

async function failUpload(importId: number, error: unknown): Promise<never> {
  const words = isAppError(error) ? error.message : brokenUploadWords;
  const set = sql`, problem = ${text(words)}, finished_at = now()`;
  await inTransaction((tx) =>
    moveImport(tx, importId, { to: "failed", from: ["uploading"], set, actor: systemActor("upload") }),
  );
  await removeStagedRows(importId);
  log.info("import: upload refused", { importId });
  throw error;
}

async function* unbroken(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw isAppError(error) ? error : brokenUpload(error);
  }
}

function brokenUpload(cause?: unknown): AppError {
  return new AppError("invalid", brokenUploadWords, { cause });
}

/** A name is shown, never used to find a file. */
export function cleanFileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  const printable = last.replace(/[\p{Cc}\p{Cf}]/gu, "").trim();
  return printable.slice(0, 200) || "upload.csv";
}
