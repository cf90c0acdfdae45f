import "server-only";
import type { MessageMove } from "../../messages/commands";
import { valuesOf } from "../../messages/merge-values";
import { messageStatus, skipReason } from "../../messages/rules";
import type { OutgoingBatch } from "../../sinch";
import { launchedText, partsCounter, type WholeText } from "../../text/render";
import { toSinchParameters } from "../../text/sinch-parameters";
import type { BatchToSend } from "./columns";
import { type AllowedFrom, nobodyWaits } from "./quiet-hours";
import type { Recipient } from "./recipients";

/** A batch as it goes on the wire, and the next state of each of its messages. No I/O, no clock. */
export type Composition = {
  /** Null when nobody is left to text. */
  outgoing: Pick<OutgoingBatch, "to" | "body" | "parameters"> | null;
  /** The states of the messages once Sinch has accepted the batch. */
  accepted: MessageMove[];
  skipped: MessageMove[];
  /** The first moment at which one of those who have to wait may be texted; null when nobody waits. They stay queued. */
  waitUntil: Date | null;
};

type Written = Pick<BatchToSend, "campaignId" | "body">;

export function compose(
  batch: Written,
  recipients: readonly Recipient[],
  allowedFrom: AllowedFrom = nobodyWaits,
): Composition {
  const skipped: MessageMove[] = [];
  const eligible: Recipient[] = [];
  const waiting: number[] = [];
  for (const recipient of recipients) {
    const code = skipCode(recipient);
    const until = code === null ? allowedFrom(recipient) : null;
    if (code !== null) skipped.push({ ...key(batch, recipient), status: messageStatus.skipped, code, parts: 0 });
    else if (until === null) eligible.push(recipient);
    else waiting.push(until.getTime());
  }
  const text = launchedText(batch.body);
  return {
    outgoing: toOutgoing(text, eligible),
    accepted: toAccepted(batch, text, eligible),
    skipped,
    waitUntil: waiting.length === 0 ? null : new Date(Math.min(...waiting)),
  };
}

function key(batch: Written, recipient: Recipient) {
  return { campaignId: batch.campaignId, seq: recipient.seq };
}

/** Fails closed: whoever may not certainly be texted is skipped, with the reason. */
function skipCode(recipient: Recipient): number | null {
  if (recipient.isSuppressed) return skipReason.opted_out;
  if (recipient.currentPhone === null) return skipReason.deleted;
  if (recipient.currentPhone !== recipient.phone) return skipReason.number_changed;
  if (!recipient.isConsenting) return skipReason.no_consent;
  return null;
}

function toOutgoing({ template }: WholeText, eligible: readonly Recipient[]): Composition["outgoing"] {
  if (eligible.length === 0) return null;
  const { body, parameters } = toSinchParameters(
    template,
    eligible.map((recipient) => ({ phone: recipient.phone, values: valuesOf(recipient) })),
  );
  const to = eligible.map((recipient) => recipient.phone);
  return Object.keys(parameters).length === 0 ? { to, body } : { to, body, parameters };
}

function toAccepted(batch: Written, text: WholeText, eligible: readonly Recipient[]): MessageMove[] {
  const partsFor = partsCounter(text);
  return eligible.map((recipient) => ({
    ...key(batch, recipient),
    status: messageStatus.sent,
    code: 0,
    parts: partsFor(() => valuesOf(recipient)),
  }));
}
