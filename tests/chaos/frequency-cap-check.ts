import { messageStatus, skipReason } from "@/lib/messages/rules";
import type { Accepted } from "./ground-truth.ts";
import type { World } from "./world.ts";

/** A frequency cap: a person gets texts of so many campaigns at most. A person who is skipped for it had them. */
export async function checkFrequencyCap(world: World, accepted: readonly Accepted[]): Promise<string[]> {
  const most = world.plan.frequencyCap?.messages ?? null;
  const wrongly = await countCapped(world, most !== null);
  return [
    ...(most === null ? [] : await overCap(world, accepted, most)),
    ...(wrongly > 0 ? [`${wrongly} people left out as capped who had no other text`] : []),
  ];
}

const { failed, expired, rejected, aborted, canceled } = messageStatus;
/** Texts with these ends did not arrive, and do not count. */
const unreached: readonly number[] = [failed, expired, rejected, aborted, canceled];

async function overCap({ database }: World, accepted: readonly Accepted[], most: number): Promise<string[]> {
  const { rows } = await database.query<{ campaignId: number; phone: string; subscriberId: number; status: number }>(
    `SELECT campaign_id AS "campaignId", phone, subscriber_id AS "subscriberId", status FROM message`,
  );
  const truth = new Map(accepted.map((message) => [`${message.batch?.campaignId} ${message.phone}`, message]));
  const reached = rows.filter(({ campaignId, phone, status }) => {
    const message = truth.get(`${campaignId} ${phone}`);
    return (
      message !== undefined && !message.fates.some((fate) => unreached.includes(fate)) && !unreached.includes(status)
    );
  });
  const perPerson = Map.groupBy(reached, ({ subscriberId }) => subscriberId);
  const over = [...perPerson.values()].filter(({ length }) => length > most).length;
  return over > 0 ? [`${over} people got more than the cap of ${most} allows`] : [];
}

// A person skipped by another campaign during its expansion had no text of it coming; a person skipped later had.
async function countCapped({ database }: World, isAllowed: boolean): Promise<number> {
  const { rowCount } = await database.query(
    `SELECT FROM message m
      WHERE m.status = $1 AND m.code = $2
        AND NOT ($3 AND EXISTS (
          SELECT FROM message o WHERE o.subscriber_id = m.subscriber_id AND o.campaign_id <> m.campaign_id
             AND (o.status <> $1 OR EXISTS (SELECT FROM chaos_message j WHERE j.campaign_id = o.campaign_id AND j.seq = o.seq))))`,
    [messageStatus.skipped, skipReason.capped, isAllowed],
  );
  return rowCount ?? 0;
}
