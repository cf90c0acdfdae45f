import "server-only";
import { listPlaceKeys } from "../campaigns/places";
import { audienceSchema, guardsSchema, timingSchema } from "../campaigns/schema";
import { turnsMatter } from "../campaigns/timing";
import type { Sql } from "../db/pool";
import { getSendingSettings } from "../settings/queries";
import { oneWave, planWaves, type Wave, waveSchema } from "./waves";

/** What a campaign's waves follow from, as its row has it. */
export type Plans = { audience: unknown; ceiling: number; timing: unknown; guards: unknown; waves: unknown };

export type Clock = (tx: Sql) => Promise<Date>;

export async function databaseNow(tx: Sql): Promise<Date> {
  const { rows } = await tx.query<{ now: Date }>("SELECT clock_timestamp() AS now");
  return rows[0]?.now ?? new Date();
}

/** As they were frozen, or frozen now, together with the first chunk: a crash before its end has decided nothing. */
export async function wavesOf(tx: Sql, campaignId: number, plans: Plans, now: Clock): Promise<Wave[]> {
  const known = waveSchema.array().parse(plans.waves);
  if (known.length > 0) return known;
  const { start } = timingSchema.parse(plans.timing);
  const settings = await getSendingSettings(tx);
  const isQuiet = settings.hasQuietHours && !guardsSchema.parse(plans.guards).ignoresQuietHours;
  const at = await now(tx);
  const waves = turnsMatter(start, isQuiet) ? planWaves(await placesOf(tx, plans), start, isQuiet, at) : oneWave(at);
  await tx.query("UPDATE campaign SET waves = $2 WHERE id = $1", [campaignId, JSON.stringify(waves)]);
  return waves;
}

function placesOf(tx: Sql, { audience, ceiling }: Plans): Promise<string[]> {
  return listPlaceKeys(audienceSchema.parse(audience), ceiling, tx);
}
