import { differenceWords } from "@/lib/control/rules";
import type { SendingControl } from "@/lib/control/views";
import { formatCounted, formatDateTime } from "@/lib/format";

/** The sentences of the kill switch and the fence. Pure. */

export function isHalted(control: SendingControl): boolean {
  return control.stopped !== null || control.locked !== null;
}

/** "Stopped by Ada Admin on 21 November 2026, 14:02 UTC: the wrong text." */
export function stoppedWords({ at, by, reason }: NonNullable<SendingControl["stopped"]>, zone: string): string {
  const who = `Stopped by ${by} on ${formatDateTime(new Date(at), zone)}`;
  if (reason === "") return `${who}.`;
  return `${who}: ${/[.!?]$/.test(reason) ? reason : `${reason}.`}`;
}

export function lockedWords({ differences }: NonNullable<SendingControl["locked"]>): string {
  return differences.map((part) => differenceWords[part]).join(" ");
}

export function hasWaiting({ waiting }: Pick<SendingControl, "waiting">): boolean {
  return waiting !== null && waiting.campaigns > 0;
}

/** What goes on as soon as sending is allowed. */
export function waitingWords({ waiting }: SendingControl): string {
  if (!waiting || !hasWaiting({ waiting })) return "No campaign is waiting.";
  const campaigns = formatCounted(waiting.campaigns, "campaign is", "campaigns are");
  return `${campaigns} waiting, with ${formatCounted(waiting.messages, "message")} still to go.`;
}
