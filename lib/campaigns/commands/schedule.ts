import "server-only";
import type { z } from "zod";
import type { Viewer } from "../../auth/viewer";
import { pool } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { AppError } from "../../errors";
import { getOrganisation } from "../../settings/queries";
import type { launchSchema } from "../schema";
import { startSpan } from "../timing";
import { lockForSending } from "./launch";
import { recordNotMarketing } from "./not-marketing";
import { asConflict, checkReady, freezeView } from "./ready";
import { refuseChange } from "./status";

/**
 * Schedules a draft for the time it names, after the checks that Send makes. The audience is frozen when it starts: who opts
 * out or joins until then counts. Safe against two at once: the version decides.
 */
export async function scheduleCampaign(viewer: Viewer, input: z.output<typeof launchSchema>): Promise<void> {
  await inTransaction(async (tx) => {
    await freezeView(tx);
    const campaign = await lockForSending(tx, input, "scheduled");
    if (campaign.status !== "draft") return refuseChange(tx, campaign.id, "scheduled again");
    const { timing } = campaign;
    if (timing.start.kind === "now") throw timingProblem("Choose when it starts, or send it now.");
    const { zones } = await checkReady(tx, campaign, timing, input.confirmedEligible);
    const span = startSpan(timing.start, campaign.now, zones);
    if (!span) throw timingProblem("Choose a day and a time.");
    await recordNotMarketing(tx, viewer, campaign);
    const { optOutLine } = await getOrganisation(tx);
    await tx.query(
      `UPDATE campaign SET status = 'scheduled', starts_at = $2, confirmed_opt_out_line = $3, paused_reason = '',
                           version = version + 1, updated_at = now()
        WHERE id = $1`,
      [campaign.id, span.first, optOutLine],
    );
  }).catch(asConflict);
}

function timingProblem(words: string): AppError {
  return new AppError("invalid", words, { fields: { timing: words } });
}

/** Back to a draft, to change it or its time. Too late once it has started. */
export async function unscheduleCampaign(_viewer: Viewer, { campaignId }: { campaignId: number }): Promise<void> {
  const moved = await pool().query(
    `UPDATE campaign SET status = 'draft', starts_at = NULL, confirmed_opt_out_line = NULL, paused_reason = '', version = version + 1, updated_at = now()
      WHERE id = $1 AND status = 'scheduled'`,
    [campaignId],
  );
  if (moved.rowCount === 0) await refuseChange(pool(), campaignId, "changed");
}
