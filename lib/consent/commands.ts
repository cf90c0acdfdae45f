import "server-only";
import { now as readClock } from "../clock";
import { lockConsentOf } from "../db/locks";
import { prisma } from "../db/prisma";
import { AppError } from "../errors";
import { type Actor, personIdOf } from "../events/actor";
import { recordEvent } from "../events/record";
import { formatPhone } from "../format";
import { getOrganisation } from "../settings/queries";
import { readTypedPhone } from "./queries";
import { consentInstant, newConsentProblem } from "./rules";
import type { AddOptOut, LiftOptOut } from "./schema";
import { type ConsentCause, restore, suppress } from "./suppression";

/**
 * Administrators write down opt-outs and new consents: always with the wording, always under their own name. Their events
 * bear the id of the evidence, not the number: an event is shown to people who may not see numbers.
 */

export async function addOptOut(actor: Actor, input: AddOptOut): Promise<{ phone: string; isNew: boolean }> {
  const phone = await readTypedPhone(input.phone);
  return prisma().$transaction(async (tx) => {
    const { isNew, evidenceId } = await suppress(tx, phone, causeOf(actor, input.wording, readClock()));
    await recordEvent(tx, { ...object, objectId: evidenceId, kind: "added", data: { isNew }, actor });
    return { phone: formatPhone(phone), isNew };
  });
}

const object = { object: "optout" };

/** The one way back by hand: a consent that is newer than the opt-out. The history of both stays. */
export async function liftOptOut(actor: Actor, input: LiftOptOut): Promise<{ phone: string }> {
  const phone = await readTypedPhone(input.phone);
  const { timeZone: zone } = await getOrganisation();
  await prisma().$transaction(async (tx) => {
    await lockConsentOf.run(tx, { phone });
    const optOut = await tx.suppression.findUnique({ where: { phone }, select: { createdAt: true } });
    if (!optOut) throw new AppError("not_found", notOptedOutWords);
    const consent = { consentedOn: input.consentedOn, optedOutAt: optOut.createdAt, now: readClock(), zone };
    const problem = newConsentProblem(consent);
    if (problem) throw new AppError("invalid", problem, { fields: { consentedOn: problem } });
    const evidenceId = await restore(tx, phone, causeOf(actor, input.wording, consentInstant(consent)));
    if (evidenceId === null) throw new AppError("not_found", notOptedOutWords);
    await recordEvent(tx, { ...object, objectId: evidenceId, kind: "lifted", actor });
  });
  return { phone: formatPhone(phone) };
}

const notOptedOutWords = "This number is not opted out, or no longer is.";

function causeOf(actor: Actor, wording: string, occurredAt: Date): ConsentCause {
  const userId = personIdOf(actor);
  return { source: "admin", wording, occurredAt, userId, keyword: null, campaignId: null, inboundMessageId: null };
}
