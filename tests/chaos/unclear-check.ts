import { messageStatus } from "@/lib/messages/rules";
import type { Accepted, LedgerRow } from "./ground-truth.ts";
import type { World } from "./world.ts";

/**
 * A person stays unclear only if the engine could not find out. Over the SMS API Sinch lists every text that it took, and the
 * engine reads the list after its patience: only a list that lags may hide a text from it.
 */
export function checkUnclear(
  { plan, notes }: World,
  accepted: readonly Accepted[],
  ledger: readonly LedgerRow[],
): string[] {
  const isHidden = plan.transport === "conversation" || notes.faults.listing_lag !== undefined;
  if (isHidden) return [];
  const listed = new Set(accepted.map(({ batch, phone }) => `${batch?.campaignId} ${phone}`));
  const wrong = ledger.filter(
    ({ campaignId, phone, status }) => status === messageStatus.unclear && listed.has(`${campaignId} ${phone}`),
  );
  return wrong.length > 0 ? [`${wrong.length} people left unclear whom Sinch lists`] : [];
}
