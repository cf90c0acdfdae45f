import type { Timing } from "@/lib/campaigns/schema";
import { timingSchema } from "@/lib/campaigns/schema";
import { systemActor } from "@/lib/events/actor";
import type { Engine } from "@/lib/sending/engine/engine";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { saveSendingSettings } from "@/lib/settings/commands";
import { sendingSettingsSchema } from "@/lib/settings/schema";
import type { TestDatabase } from "../../support/database.ts";
import { addLaunchedCampaign, type Rig } from "../../support/rig.ts";

/**
 * People in different places. What time it is where they are is said by the test; that a night passes is an UPDATE of the
 * moments at which batches are due.
 */

/** 3 a.m. in New York, midnight in Los Angeles, 9 in Berlin; a Tuesday, years ahead, so that nothing is due by itself. */
export const night = new Date("2032-11-23T08:00:00Z");

const places = {
  newYork: { prefix: "+1212", country: "US", zone: null },
  losAngeles: { prefix: "+1213", country: "US", zone: null },
  berlin: { prefix: "+491762", country: "DE", zone: "Europe/Berlin" },
} as const;
export type PlaceName = keyof typeof places;
export type Placed = { id: number; phone: string };

export const never = new AbortController().signal;

export function phonesOf(people: readonly Placed[]): string[] {
  return people.map(({ phone }) => phone).sort();
}

let next = 0;

export function placesRig(database: TestDatabase, rig: Rig) {
  const engineAt = (now: Date): Engine => ({ ...rig.engine, hasQuietHours: true, now: () => now });
  return {
    engineAt,

    async reset(): Promise<void> {
      await database.query(
        `TRUNCATE subscriber, suppression, campaign, campaign_counter, message, message_exception,
                  batch, batch_attempt, activity_counter RESTART IDENTITY CASCADE`,
      );
      await saveSendingSettings(systemActor("test"), sendingSettingsSchema.parse({ hasQuietHours: true }));
      await rig.control("reset", {});
      await rig.control("settings", { callbacks: false });
    },

    async addPeople(...names: PlaceName[]): Promise<Placed[]> {
      const people = names.map((name) => ({ ...places[name], phone: `${places[name].prefix}${2_000_000 + next++}` }));
      const { rows } = await database.query<Placed>(
        `INSERT INTO subscriber (phone, country, time_zone, consented_at, updated_at)
         SELECT phone, country, zone, now(), now()
           FROM unnest($1::text[], $2::text[], $3::text[]) AS p (phone, country, zone) RETURNING id, phone`,
        [people.map((one) => one.phone), people.map((one) => one.country), people.map((one) => one.zone)],
      );
      return rows.sort((a, b) => a.id - b.id);
    },

    async launch(now: Date, start: Timing["start"] = { kind: "now" }, batchSize = 10): Promise<number> {
      const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
      const timing = JSON.stringify(timingSchema.parse({ start }));
      await database.query("UPDATE campaign SET timing = $2 WHERE id = $1", [campaignId, timing]);
      await expandCampaign(campaignId, batchSize, never, async () => now);
      return campaignId;
    },

    async dispatchAt(campaignId: number, now: Date): Promise<void> {
      // What is due by the test's clock is due.
      await database.query(
        "UPDATE batch SET next_attempt_at = now() - interval '1 second' WHERE state = 'ready' AND next_attempt_at <= $1",
        [now],
      );
      await Promise.all([0, 1].map(() => dispatchCampaign(campaignId, engineAt(now), never)));
    },

    async texted(): Promise<string[]> {
      return (await rig.accepted()).map(({ recipient }) => recipient).sort();
    },

    async batches() {
      const { rows } = await database.query(
        `SELECT number, recipients, state, wait_reason AS "waitReason", CASE WHEN wait_reason <> '' THEN next_attempt_at END AS until
           FROM batch ORDER BY number`,
      );
      return rows;
    },

    async statusOf(campaignId: number): Promise<string> {
      return (await database.query("SELECT status FROM campaign WHERE id = $1", [campaignId])).rows[0]?.status;
    },
  };
}
