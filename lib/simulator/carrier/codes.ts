import type { StatusName } from "../batch";
import { type Behaviour, defaultBehaviour } from "../behaviour";

type Pairing = Pick<Behaviour, "expiredAs" | "cancelledAs">;

/** The codes this carrier knows, with the status they come with and plain words for the phone. */
export const codes: Record<number, { status: StatusName; words: string }> = {
  0: { status: "Delivered", words: "Delivered" },
  5: { status: "Failed", words: "No route to this number" },
  15: { status: "Failed", words: "Screened by the carrier" },
  60: { status: "Rejected", words: "Sender blocked" },
  61: { status: "Rejected", words: "Number blocked" },
  62: { status: "Rejected", words: "Keyword blocked" },
  150: { status: "Failed", words: "Unknown subscriber" },
  151: { status: "Failed", words: "Barred" },
  153: { status: "Failed", words: "Phone switched off" },
  158: { status: "Failed", words: "Memory full" },
  159: { status: "Expired", words: "Not reachable in time" },
  203: { status: "Failed", words: "Phone busy" },
  255: { status: "Deleted", words: "Opted out at the carrier" },
  300: { status: "Rejected", words: "Bad destination" },
  310: { status: "Rejected", words: "Bad sender" },
  399: { status: "Unknown", words: "No receipt" },
  400: { status: "Queued", words: "Queued" },
  401: { status: "Dispatched", words: "On its way" },
  402: { status: "Aborted", words: "Unroutable" },
  403: { status: "Aborted", words: "Internal error" },
  404: { status: "Aborted", words: "Temporary failure" },
  405: { status: "Aborted", words: "Missing parameter" },
  406: { status: "Expired", words: "Expired before sending" },
  407: { status: "Cancelled", words: "Cancelled" },
  408: { status: "Aborted", words: "Rejected internally" },
  410: { status: "Aborted", words: "No sender" },
  411: { status: "Aborted", words: "Too many parts" },
  412: { status: "Aborted", words: "Region not provisioned" },
  413: { status: "Aborted", words: "Account blocked" },
  414: { status: "Aborted", words: "Media not usable" },
  415: { status: "Rejected", words: "Media rejected" },
  416: { status: "Aborted", words: "Media not supported" },
  417: { status: "Failed", words: "Media not reachable" },
  418: { status: "Unknown", words: "Media not recognised" },
};

/** Which status 406 and 407 come with is documented both ways. */
export function statusOfCode(code: number, { expiredAs, cancelledAs }: Pairing = defaultBehaviour): StatusName {
  if (code === 406) return expiredAs;
  if (code === 407) return cancelledAs;
  return codes[code]?.status ?? "Unknown";
}

export function wordsOfCode(code: number): string {
  return codes[code]?.words ?? `Code ${code}`;
}
