import type { Viewer } from "@/lib/auth/viewer";
import { pool } from "@/lib/db/pool";
import { actorOf } from "@/lib/events/actor";
import { checkImport } from "@/lib/imports/check";
import { checkColumns, startImport } from "@/lib/imports/commands";
import { importOptionsSchema } from "@/lib/imports/schema";
import { receiveUpload } from "@/lib/imports/upload";

/** Files of one column of numbers, brought as far as a test wants them. */

export function csvOf(phones: string[]): string {
  return `Mobile\n${phones.join("\n")}\n`;
}

/** Uploaded, checked and started: what is left is the merge, which the test runs itself. */
export async function checked(
  viewer: Viewer,
  csv: string,
  tags: { tagId?: number; otherTagId?: number },
): Promise<number> {
  const body = (async function* () {
    yield Buffer.from(csv);
  })();
  const { importId } = await receiveUpload(viewer, { fileName: "people.csv", body, expectedBytes: null });
  const { rows } = await pool().query<{ name: string }>("SELECT name FROM tag WHERE id = ANY ($1)", [
    [tags.tagId, tags.otherTagId].filter((id) => id !== undefined),
  ]);
  const options = importOptionsSchema.parse({
    hasHeader: true,
    columns: [{ as: "phone" }],
    country: null,
    tags: rows.map(({ name }) => name),
    consentSource: "Form at the till",
    consentDay: "2026-11-01",
    consentWording: "Text me offers, reply STOP to opt out.",
  });
  await checkColumns(actorOf(viewer), importId, options);
  await checkImport(importId, new AbortController().signal);
  await startImport(actorOf(viewer), importId);
  return importId;
}
