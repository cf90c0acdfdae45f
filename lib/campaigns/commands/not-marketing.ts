import "server-only";
import { sql } from "../../db/sql";
import { type Executor, statement } from "../../db/statement";
import { int, text } from "../../db/types";
import type { Actor } from "../../events/actor";
import { getSendingSettings } from "../../settings/queries";
import type { LockedCampaign } from "./ready";

/**
 * A person who sends or schedules a campaign that may go out at any hour has confirmed that it is no marketing: their name and the
 * moment are kept with its guards. A draft that is saved anew forgets them, since it is another one.
 */
export async function recordNotMarketing(tx: Executor, actor: Actor, { id, guards }: LockedCampaign): Promise<void> {
  if (!guards.ignoresQuietHours) return;
  const { hasQuietHours } = await getSendingSettings(tx);
  // Without quiet hours nobody is asked.
  if (!hasQuietHours) return;
  await record.run(tx, { id, by: actor.name });
}

const record = statement(
  { name: "record-not-marketing", params: { id: int, by: text } },
  ({ id, by }) => sql`
    UPDATE campaign
       SET guards = guards || jsonb_build_object('notMarketing', jsonb_build_object('by', ${by}::text, 'at', clock_timestamp()))
     WHERE id = ${id}`,
);
