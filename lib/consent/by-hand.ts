import "server-only";
import type { Viewer } from "../auth/viewer";
import { now as readClock } from "../clock";
import { inTransaction } from "../db/transaction";
import { AppError } from "../errors";
import { formatPhone } from "../format";
import { getOrganisation } from "../settings/queries";
import { type ConsentCause, lockNumber, restore, suppress } from "./commands";
import { readTypedPhone } from "./queries";
import { consentInstant, newConsentProblem } from "./rules";
import type { AddOptOut, LiftOptOut } from "./schema";

/** What administrators write down about opt-outs: always with the wording, always under their own name. */

export async function addOptOut(viewer: Viewer, input: AddOptOut): Promise<{ phone: string; isNew: boolean }> {
  const phone = await readTypedPhone(input.phone);
  const isNew = await inTransaction((tx) => suppress(tx, phone, causeOf(viewer, input.wording, readClock())));
  return { phone: formatPhone(phone), isNew };
}

/** The one way back by hand: a consent that is newer than the opt-out. The history of both stays. */
export async function liftOptOut(viewer: Viewer, input: LiftOptOut): Promise<{ phone: string }> {
  const phone = await readTypedPhone(input.phone);
  const { timeZone: zone } = await getOrganisation();
  await inTransaction(async (tx) => {
    await lockNumber(tx, phone);
    const { rows } = await tx.query<{ optedOutAt: Date }>(
      `SELECT created_at AS "optedOutAt" FROM suppression WHERE phone = $1 FOR UPDATE`,
      [phone],
    );
    if (!rows[0]) throw new AppError("not_found", "This number is not opted out, or no longer is.");
    const consent = { consentedOn: input.consentedOn, optedOutAt: rows[0].optedOutAt, now: readClock(), zone };
    const problem = newConsentProblem(consent);
    if (problem) throw new AppError("invalid", problem, { fields: { consentedOn: problem } });
    await restore(tx, phone, causeOf(viewer, input.wording, consentInstant(consent)));
  });
  return { phone: formatPhone(phone) };
}

function causeOf(viewer: Viewer, wording: string, occurredAt: Date): ConsentCause {
  const { userId } = viewer;
  return { source: "admin", wording, occurredAt, userId, keyword: null, campaignId: null, inboundMessageId: null };
}
