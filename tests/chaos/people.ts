import type { ChaosDatabase } from "./database.ts";
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

/** Written and sent as a person would, to everybody. */
export async function launch(database: ChaosDatabase, body: string): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO campaign (name, body, audience, updated_at) VALUES ('Chaos', $1, '{"everyone": true}', now()) RETURNING id`,
    [body],
  );
  const campaignId = rows[0]?.id ?? 0;
  const { countAudience } = await import("@/lib/campaigns/audience");
  const { launchCampaign } = await import("@/lib/campaigns/commands/launch");
  const audience = { everyone: true, includeTagIds: [], excludeTagIds: [], followUpOf: null };
  const { eligible } = await countAudience(audience);
  const isLaunched = await insist(() =>
    launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: eligible }),
  );
  if (!isLaunched) throw new Error("the campaign could not be launched");
  return campaignId;
}
