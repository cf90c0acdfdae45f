import "server-only";
import type { z } from "zod";
import type { Viewer } from "../../auth/viewer";
import { pool } from "../../db/pool";
import { AppError } from "../../errors";
import type { saveDraftSchema } from "../schema";
import { isDraft, isScheduled } from "../status";
import { readStatus } from "./status";

/** Saves exactly if nobody saved since `version` was read; else nothing is written and the writer keeps their text. */
export async function saveDraft(
  _viewer: Viewer,
  input: z.output<typeof saveDraftSchema>,
): Promise<{ version: number; savedAt: string }> {
  const saved = await pool().query<{ version: number; savedAt: Date }>(
    `UPDATE campaign SET name = $3, body = $4, audience = $5, timing = $6, guards = $7, version = version + 1, updated_at = now()
      WHERE id = $1 AND version = $2 AND status = 'draft'
      RETURNING version, updated_at AS "savedAt"`,
    [
      input.campaignId,
      input.version,
      input.name,
      input.body,
      JSON.stringify(input.audience),
      JSON.stringify(input.timing),
      JSON.stringify(input.guards),
    ],
  );
  const row = saved.rows[0];
  if (row) return { version: row.version, savedAt: row.savedAt.toISOString() };
  const status = await readStatus(input.campaignId);
  if (isDraft(status)) {
    throw new AppError("conflict", "Somebody else saved this draft in the meantime. Your changes are still here.");
  }
  const what = isScheduled(status)
    ? "scheduled in the meantime: take it back to change it"
    : "sent in the meantime and can no longer be changed";
  throw new AppError("conflict", `This campaign was ${what}.`);
}

/** Only a draft can be deleted: what was sent stays, it is the record of who was texted. */
export async function deleteDraft(_viewer: Viewer, { campaignId }: { campaignId: number }): Promise<void> {
  const deleted = await pool().query("DELETE FROM campaign WHERE id = $1 AND status = 'draft'", [campaignId]);
  if (deleted.rowCount === 1) return;
  await readStatus(campaignId);
  throw new AppError("conflict", "Only a draft can be deleted. What was sent stays on record.");
}
