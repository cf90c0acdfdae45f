import { count, disturb } from "./notes.ts";
import type { PlannedFault } from "./plan-faults.ts";
import { later, retryWhileUnavailable, viewer, type World } from "./world.ts";

/** Actions of people on running campaigns and their lists, by the product's own commands. */

export async function pauseThenResume({ lastsMs }: PlannedFault, world: World): Promise<void> {
  const { pauseCampaign, resumeCampaign } = await import("@/lib/campaigns/commands/pause-resume");
  const campaignId = world.dice.pick(world.campaigns);
  const start = Date.now();
  if (!(await retryWhileUnavailable(() => pauseCampaign(viewer, { campaignId })))) return;
  count(world.notes, "pause");
  const from = Date.now();
  later(world, lastsMs * 2, async () => {
    const to = Date.now();
    await retryWhileUnavailable(() => resumeCampaign(viewer, { campaignId }));
    world.notes.pauses.push({ campaignId, from, to });
    world.notes.disturbances.push({ from: start, to: Date.now() + 3_000 });
  });
}

export async function cancelAnyCampaign(_fault: PlannedFault, world: World): Promise<void> {
  const { cancelCampaign } = await import("@/lib/campaigns/commands/pause-resume");
  const campaignId = world.dice.pick(world.campaigns);
  disturb(world, 60_000);
  if (!(await retryWhileUnavailable(() => cancelCampaign(viewer, { campaignId })))) return;
  count(world.notes, "cancel");
  world.notes.cancels.push({ campaignId, at: Date.now() });
}

/** The kill switch: no text leaves until it is lifted, also after a crash. */
export async function haltThenAllow({ lastsMs }: PlannedFault, world: World): Promise<void> {
  const { allowSending, stopSending } = await import("@/lib/control/commands");
  const start = Date.now();
  if (!(await retryWhileUnavailable(() => stopSending(viewer, { reason: "A rehearsal" })))) return;
  count(world.notes, "kill_switch");
  const from = Date.now();
  later(world, lastsMs * 2, async () => {
    const to = Date.now();
    await retryWhileUnavailable(() => allowSending(viewer));
    world.notes.halts.push({ from, to });
    world.notes.disturbances.push({ from: start, to: Date.now() + 3_000 });
  });
}

/** Edits the list while the campaign runs. People who are added now are not in its audience. */
export async function editSubscribers({ amount }: PlannedFault, world: World): Promise<void> {
  const { database, dice, notes } = world;
  const { rows } = await database.query<{ open: number }>(
    "SELECT count(*)::int AS open FROM campaign WHERE launched_at IS NOT NULL AND expanded_at IS NULL",
  );
  const added = `+1201${5_000_000 + dice.between(0, 99_999)}`;
  await database.query(
    "INSERT INTO subscriber (phone, first_name, consented_at, updated_at) VALUES ($1, '', now(), now()) ON CONFLICT DO NOTHING",
    [added],
  );
  count(notes, "edit");
  if (rows[0]?.open !== 0) return;
  for (const phone of Array.from({ length: amount }, () => dice.pick([...world.intended]))) {
    if (dice.chance(0.3)) await database.query("DELETE FROM subscriber WHERE phone = $1", [phone]);
    else if (dice.chance(0.4)) await renumber(world, phone);
    else await takeConsentBack(world, phone);
  }
}

async function renumber({ database, dice }: World, phone: string): Promise<void> {
  const fresh = `+1201${6_000_000 + dice.between(0, 999_999)}`;
  await database.query(
    "UPDATE subscriber SET phone = $2 WHERE phone = $1 AND NOT EXISTS (SELECT 1 FROM subscriber WHERE phone = $2)",
    [phone, fresh],
  );
}

async function takeConsentBack({ database }: World, phone: string): Promise<void> {
  await database.query("UPDATE subscriber SET consented_at = NULL WHERE phone = $1", [phone]);
}
