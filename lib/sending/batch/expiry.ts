import "server-only";
import type { Engine } from "../engine/engine";

/** Sinch refuses a later one, and gives up by itself after three days (sinch-api A.5). */
const longestExpiryMs = 3 * 86_400_000 - 60_000;

/**
 * A campaign's last moment, as Sinch is told it with a call that leaves at `leavesAt`, in ms since 1970: nothing where Sinch would
 * give up sooner by itself.
 */
export function expiryOf(
  expiresAt: Date | null,
  leavesAt: number,
  { transport }: Pick<Engine, "transport">,
): { expireAt?: Date } {
  if (expiresAt === null || !transport.capabilities.hasExpiry) return {};
  return expiresAt.getTime() - leavesAt < longestExpiryMs ? { expireAt: expiresAt } : {};
}
