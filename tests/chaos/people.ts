import { type Audience, audienceSchema } from "@/lib/audience/schema";
import { systemActor } from "@/lib/events/actor";
import type { ChaosDatabase } from "./database.ts";
import type { CampaignPlan, Plan } from "./plan.ts";
import type { Dice } from "./random.ts";
import { retryWhileUnavailable, viewer } from "./world.ts";

/** A crowd. A few of its people did not consent, a few opted out before, and a few answer STOP to every text. */
export async function addPeople(
  database: ChaosDatabase,
  { people, campaigns }: Plan,
  dice: Dice,
): Promise<Set<string>> {
  const phones = Array.from({ length: people }, (_, index) => `+1201${2_000_000 + index}`);
  for (const [index, suffix] of ["991003", "990150", "990402", "991001"].entries())
    phones[index * 7] = `+12012${suffix}`;
  const isSpread = campaigns.some(({ start }) => start === "local");
  await database.query(
    `INSERT INTO subscriber (phone, first_name, consented_at, time_zone, updated_at)
     SELECT phone, name, CASE WHEN consent THEN now() END, zone, now()
       FROM unnest($1::text[], $2::text[], $3::bool[], $4::text[]) AS p (phone, name, consent, zone)
     ON CONFLICT DO NOTHING`,
    [
      phones,
      phones.map((_, index) => (index % 3 ? `Name${index}` : "")),
      phones.map(() => !dice.chance(0.03)),
      phones.map(() => (isSpread ? dice.pick(zones) : null)),
    ],
  );
  await database.query(
    "INSERT INTO suppression (phone, source) SELECT phone, 'admin' FROM unnest($1::text[]) AS p (phone) ON CONFLICT DO NOTHING",
    [phones.filter(() => dice.chance(0.03))],
  );
  return new Set(phones);
}

/** Time zones of the waves, from east to west. The harness compresses each hour between them to a second. */
const zones = ["Asia/Dubai", "Europe/Athens", "Europe/London", "America/Sao_Paulo"] as const;

/** Saves the settings of the run. */
export async function setRules({ unknownBatches, frequencyCap }: Plan): Promise<void> {
  const { saveSendingSettings } = await import("@/lib/settings/commands");
  const { getSendingSettings } = await import("@/lib/settings/queries");
  const settings = await getSendingSettings();
  await saveSendingSettings(systemActor("chaos"), { ...settings, hasQuietHours: false, unknownBatches, frequencyCap });
}

/** Writes a campaign and sends or schedules it, as a person would. */
export async function launch(database: ChaosDatabase, plan: CampaignPlan): Promise<number> {
  const audience = plan.isForHalf ? { includeTagIds: [await tagHalf(database)] } : { everyone: true };
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO campaign (name, body, audience, guards, timing, updated_at)
     VALUES ('Chaos', $1, $2, $3, $4, now()) RETURNING id`,
    [plan.body, JSON.stringify(audience), JSON.stringify(guardsOf(plan)), JSON.stringify(timingOf(plan))],
  );
  const campaignId = rows[0]?.id ?? 0;
  if (plan.lastsMs !== null) {
    const lasts = `${plan.lastsMs} milliseconds`;
    await database.query("INSERT INTO chaos_deadline (campaign_id, lasts) VALUES ($1, $2)", [campaignId, lasts]);
  }
  await send(campaignId, audienceSchema.parse(audience), plan);
  // The schedule says tomorrow; the run does not wait for it.
  await database.query("UPDATE campaign SET starts_at = now() + interval '1 second' WHERE status = 'scheduled'");
  return campaignId;
}

/** Confirms the number that was counted. The number may change while another campaign expands under a frequency cap. */
async function send(campaignId: number, audience: Audience, { start }: CampaignPlan): Promise<void> {
  const { countAudience } = await import("@/lib/audience/members");
  const { launchCampaign } = await import("@/lib/campaigns/commands/launch");
  const { scheduleCampaign } = await import("@/lib/campaigns/commands/schedule");
  const press = start === "now" ? launchCampaign : scheduleCampaign;
  for (let tries = 0; tries < 20; tries++) {
    const { eligible } = await countAudience(audience);
    if (await retryWhileUnavailable(() => press(viewer, { campaignId, version: 1, confirmedEligible: eligible })))
      return;
  }
  throw new Error("the campaign could not be launched");
}

/** Every other subscriber. */
async function tagHalf(database: ChaosDatabase): Promise<number> {
  const { rows } = await database.query<{ id: number }>("INSERT INTO tag (name) VALUES ('Half') RETURNING id");
  const tagId = rows[0]?.id ?? 0;
  await database.query(
    "INSERT INTO subscriber_tag (subscriber_id, tag_id) SELECT id, $1 FROM subscriber WHERE id % 2 = 0 ON CONFLICT DO NOTHING",
    [tagId],
  );
  return tagId;
}

function guardsOf({ canary, maxFailedPercent }: CampaignPlan): object {
  // The canary's minute is a second here, see time-compression.ts.
  const first = canary === null ? null : { size: { unit: "people", amount: canary }, waitMinutes: 1 };
  return { canary: first, maxFailedPercent };
}

function timingOf({ start }: CampaignPlan): object {
  if (start === "now") return {};
  if (start === "local") return { start: { kind: "local", ...clockIn(zones[0], Date.now() + 120_000) } };
  return { start: { kind: "at", ...clockIn("Etc/UTC", Date.now() + 86_400_000), zone: "Etc/UTC" } };
}

function clockIn(timeZone: string, at: number): { date: string; time: string } {
  const words = new Date(at).toLocaleString("sv-SE", { timeZone });
  return { date: words.slice(0, 10), time: words.slice(11, 16) };
}
