import "server-only";
import { listPlaceKeys } from "../../audience/places";
import { audienceSchema } from "../../audience/schema";
import { guardsSchema, timingSchema } from "../../campaigns/schema";
import { turnsMatter } from "../../campaigns/timing";
import type { Sql } from "../../db/pool";
import type { SendingSettings } from "../../settings/schema";
import { oneWave, planWaves, type Wave, waveSchema } from "../core/waves";

const wavesSchema = waveSchema.array();

/** The columns of a campaign from which its waves follow. */
export type Plans = { audience: unknown; ceiling: number; timing: unknown; guards: unknown; waves: unknown };

/** As they were frozen, or as they are to be, together with the first chunk: a crash before its end has decided nothing. */
export async function wavesOf(tx: Sql, plans: Plans, { hasQuietHours }: SendingSettings, at: Date): Promise<Wave[]> {
  const known = wavesSchema.parse(plans.waves);
  if (known.length > 0) return known;
  const { start } = timingSchema.parse(plans.timing);
  const isQuiet = hasQuietHours && !guardsSchema.parse(plans.guards).ignoresQuietHours;
  return turnsMatter(start, isQuiet) ? planWaves(await placesOf(tx, plans), start, isQuiet, at) : oneWave(at);
}

function placesOf(tx: Sql, { audience, ceiling }: Plans): Promise<string[]> {
  return listPlaceKeys(audienceSchema.parse(audience), ceiling, tx);
}
