import "server-only";
import type { Sql } from "../../db/pool";
import type { Actor } from "../../events/actor";
import { getSendingSettings } from "../../settings/queries";
import type { LockedCampaign } from "./ready";

/**
 * A person who sends or schedules a campaign that may go out at any hour has confirmed that it is no marketing: their name and the
 * moment are kept with its guards. A draft that is saved anew forgets them, since it is another one.
 */
export async function recordNotMarketing(tx: Sql, actor: Actor, { id, guards }: LockedCampaign): Promise<void> {
  if (!guards.ignoresQuietHours) return;
  const { hasQuietHours } = await getSendingSettings(tx);
  // Without quiet hours nobody is asked.
  if (!hasQuietHours) return;
  await tx.query(
    `UPDATE campaign
        SET guards = guards || jsonb_build_object('notMarketing', jsonb_build_object('by', $2::text, 'at', clock_timestamp()))
      WHERE id = $1`,
    [id, actor.name],
  );
}
