import type { IdentityPart } from "./rules";

/** Whether this installation may send, and who says that it may not. Instants are ISO 8601. */
export type SendingControl = {
  /** The kill switch. */
  stopped: { at: string; by: string; reason: string } | null;
  /** The fence: this looks like a restored copy, and in which respects. */
  locked: { at: string; differences: IdentityPart[] } | null;
  /** What waits meanwhile, whichever of the two it is; null while sending is allowed. */
  waiting: { campaigns: number; messages: number } | null;
};

export const sendingAllowed: SendingControl = { stopped: null, locked: null, waiting: null };
