import "server-only";
import type { Viewer } from "../../auth/viewer";
import { type AudienceCount, countAudience } from "../audience";
import type { Audience } from "../schema";

/** The number that Send will confirm, with who is left out and why. */
export function getAudienceCount(_viewer: Viewer, audience: Audience): Promise<AudienceCount> {
  return countAudience(audience);
}
