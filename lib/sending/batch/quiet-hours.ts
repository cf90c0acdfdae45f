import "server-only";
import { placeKeyOf, placeOfKey } from "../../compliance/places";
import { nextOpening } from "../../compliance/quiet-hours";
import type { Recipient } from "./recipients";

/** When a person may be texted who may not be now; null for those who may. No I/O, no clock. */
export type AllowedFrom = (recipient: Pick<Recipient, "phone" | "country" | "timeZone">) => Date | null;

export const nobodyWaits: AllowedFrom = () => null;

/** A text that is ready leaves within this, and Sinch needs a moment too: the last minute before closing time is closed. */
const onItsWayMs = 60_000;

export function quietHoursAt(now: Date): AllowedFrom {
  const soon = new Date(now.getTime() + onItsWayMs);
  return (recipient) => {
    const place = placeOfKey(placeKeyOf(recipient));
    const opening = nextOpening(place, now);
    if (opening > now) return opening;
    const later = nextOpening(place, soon);
    return later > soon ? later : null;
  };
}
