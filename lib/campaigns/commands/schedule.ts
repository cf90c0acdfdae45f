import "server-only";
import type { z } from "zod";
import { prisma } from "../../db/prisma";
import { sql } from "../../db/sql";
import { inTransaction } from "../../db/transaction";
import { instant, text } from "../../db/types";
import { AppError } from "../../errors";
import type { Actor } from "../../events/actor";
import { getOrganisation } from "../../settings/queries";
import { moveCampaign } from "../move";
import type { launchSchema } from "../schema";
import { startSpan } from "../timing";
import { lockForSending } from "./launch";
import { recordNotMarketing } from "./not-marketing";
import { asConflict, checkReady, freezeView } from "./ready";
import { refusal, refuseChange } from "./status";

/**
 * Schedules a draft for the time it names, after the checks that Send makes. The audience is frozen when it starts: who opts
 * out or joins until then counts. Safe against two at once: the version decides.
 */
export async function scheduleCampaign(actor: Actor, input: z.output<typeof launchSchema>): Promise<void> {
  await inTransaction(async (tx) => {
    await freezeView(tx);
    const campaign = await lockForSending(tx, input, "scheduled");
    if (campaign.status !== "draft") throw refusal(campaign.status, "scheduled again");
    const { timing } = campaign;
    if (timing.start.kind === "now") throw timingProblem("Choose when it starts, or send it now.");
    const { zones } = await checkReady(tx, campaign, timing, input.confirmedEligible);
    const span = startSpan(timing.start, campaign.now, zones);
    if (!span) throw timingProblem("Choose a day and a time.");
    await recordNotMarketing(tx, actor, campaign);
    const { optOutLine } = await getOrganisation(tx);
    const set = sql`,
      starts_at = ${instant(span.first)}, confirmed_opt_out_line = ${text(optOutLine)}, version = version + 1`;
    await moveCampaign(tx, campaign.id, { to: "scheduled", set, actor });
  }).catch(asConflict);
}

function timingProblem(words: string): AppError {
  return new AppError("invalid", words, { fields: { timing: words } });
}

/** Back to a draft, to change it or its time. Too late once it has started. */
export async function unscheduleCampaign(actor: Actor, { campaignId }: { campaignId: number }): Promise<void> {
  await prisma().$transaction(async (tx) => {
    const set = sql`, starts_at = NULL, confirmed_opt_out_line = NULL, version = version + 1`;
    const moved = await moveCampaign(tx, campaignId, { to: "draft", set, actor });
    if (moved === null) await refuseChange(tx, campaignId, "changed");
  });
}
