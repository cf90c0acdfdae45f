import { checkImport } from "@/lib/imports/check";
import { checkColumns, startImport } from "@/lib/imports/commands";
import { mergeImport } from "@/lib/imports/merge";
import { getImport } from "@/lib/imports/queries";
import { type ImportOptions, importOptionsSchema } from "@/lib/imports/schema";
import { receiveUpload } from "@/lib/imports/upload";
import type { ImportDetail } from "@/lib/imports/views";
import { viewerAs } from "../campaigns/fixtures.ts";

/** The steps of an import as a test tells them. */

export const marketer = viewerAs("marketer", 7, "M");

export async function* chunksOf(text: string | Buffer, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

export async function upload(text: string | Buffer, fileName = "people.csv"): Promise<number> {
  const { importId } = await receiveUpload(marketer, { fileName, body: chunksOf(text), expectedBytes: null });
  return importId;
}

export async function answer(importId: number, change: Partial<ImportOptions> = {}): Promise<void> {
  const { format, hasHeader } = await getImport(marketer, importId);
  const options = importOptionsSchema.parse({
    hasHeader,
    columns: format?.columns,
    country: "DE",
    tags: [],
    consentSource: "Till in the shop",
    consentDay: "2026-11-01",
    consentWording: "Yes, text me the offers of ACME.",
    ...change,
  });
  await checkColumns(marketer, importId, options);
}

export const never = new AbortController().signal;

/** Upload, answers, check: up to the preview. */
export async function preview(text: string | Buffer, change: Partial<ImportOptions> = {}): Promise<ImportDetail> {
  const importId = await upload(text);
  await answer(importId, change);
  await checkImport(importId, never);
  return getImport(marketer, importId);
}

export async function importFile(text: string | Buffer, change: Partial<ImportOptions> = {}): Promise<ImportDetail> {
  const { id } = await preview(text, change);
  await startImport(marketer, id);
  await mergeImport(id, never);
  return getImport(marketer, id);
}

/** A signal that is raised after being looked at `times` times: a worker that dies between two chunks. */
export function dyingAfter(times: number): AbortSignal {
  let looks = 0;
  return {
    throwIfAborted: () => {
      if (looks++ >= times) throw new Error("killed");
    },
  } as AbortSignal;
}
