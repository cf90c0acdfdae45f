import { audienceSchema } from "@/lib/campaigns/schema";
import type { ChaosDatabase } from "./database.ts";
import type { CampaignPlan } from "./plan.ts";
import type { Dice } from "./random.ts";
import { insist, viewer } from "./world.ts";

/** A crowd with a few who did not consent, a few who opted out before, and a few who answer STOP as soon as they are texted. */
export async function addPeople(database: ChaosDatabase, size: number, dice: Dice): Promise<Set<string>> {
  const phones = Array.from({ length: size }, (_, index) => `+1201${2_000_000 + index}`);
  for (const [index, suffix] of ["991003", "990150", "990402", "991001"].entries())
    phones[index * 7] = `+12012${suffix}`;
  await database.query(
    `INSERT INTO subscriber (phone, first_name, consented_at, updated_at)
     SELECT phone, name, CASE WHEN consent THEN now() END, now()
       FROM unnest($1::text[], $2::text[], $3::bool[]) AS p (phone, name, consent)
     ON CONFLICT DO NOTHING`,
    [phones, phones.map((_, index) => (index % 3 ? `Name${index}` : "")), phones.map(() => !dice.chance(0.03))],
  );
  await database.query(
    "INSERT INTO suppression (phone, source) SELECT phone, 'admin' FROM unnest($1::text[]) AS p (phone) ON CONFLICT DO NOTHING",
    [phones.filter(() => dice.chance(0.03))],
  );
  return new Set(phones);
}

/** Written and sent, or scheduled, as a person would, to everybody. */
export async function launch(database: ChaosDatabase, plan: CampaignPlan): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO campaign (name, body, audience, guards, timing, updated_at)
     VALUES ('Chaos', $1, '{"everyone": true}', $2, $3, now()) RETURNING id`,
    [plan.body, JSON.stringify(guardsOf(plan)), JSON.stringify(plan.isScheduled ? tomorrow() : {})],
  );
  const campaignId = rows[0]?.id ?? 0;
  const { countAudience } = await import("@/lib/campaigns/audience");
  const { launchCampaign } = await import("@/lib/campaigns/commands/launch");
  const { scheduleCampaign } = await import("@/lib/campaigns/commands/schedule");
  const { eligible } = await countAudience(audienceSchema.parse({ everyone: true }));
  const input = { campaignId, version: 1, confirmedEligible: eligible };
  const isLaunched = await insist(() =>
    plan.isScheduled ? scheduleCampaign(viewer, input) : launchCampaign(viewer, input),
  );
  if (!isLaunched) throw new Error("the campaign could not be launched");
  // Tomorrow is now.
  await database.query("UPDATE campaign SET starts_at = now() + interval '1 second' WHERE status = 'scheduled'");
  return campaignId;
}

function guardsOf({ canary, maxFailedPercent }: CampaignPlan): object {
  // Its minute is a second here, see journal.ts.
  const first = canary === null ? null : { size: { unit: "people", amount: canary }, waitMinutes: 1 };
  return { canary: first, maxFailedPercent };
}

function tomorrow(): object {
  const date = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  return { start: { kind: "at", date, time: "12:00", zone: "Etc/UTC" } };
}
