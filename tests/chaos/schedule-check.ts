import { messageStatus, skipReason } from "@/lib/messages/rules";
import { lastSecondsMs } from "@/lib/sending/rules";
import type { Accepted } from "./ground-truth.ts";
import type { AttemptEntry, BatchEntry } from "./journal.ts";
import type { World } from "./world.ts";

/** The time frame of sending: no wave before its turn, no text after the last moment, and no person skipped as late before it. */
export async function checkSchedule(
  world: World,
  {
    journal,
    attempts,
    accepted,
  }: { journal: readonly BatchEntry[]; attempts: readonly AttemptEntry[]; accepted: readonly Accepted[] },
): Promise<string[]> {
  return [
    ...begunBeforeTurn(journal, attempts),
    ...acceptedTooLate(accepted, await readDeadlines(world)),
    ...(await skippedTooSoon(world)),
  ];
}

/** The turn of a batch is the due time of its creation; both instants are the database's. */
export function begunBeforeTurn(journal: readonly BatchEntry[], attempts: readonly AttemptEntry[]): string[] {
  const turns = new Map(journal.filter(({ from }) => from === "").map(({ batchId, dueAt }) => [batchId, dueAt]));
  const wrong = attempts.filter(({ batchId, startedAt }) => startedAt < (turns.get(batchId) ?? 0));
  return wrong.length > 0 ? [`${wrong.length} calls begun before the turn of their wave`] : [];
}

/** Simulator and database read the clock of the same machine, so a small tolerance is enough. */
const granularityMs = 100;

export function acceptedTooLate(accepted: readonly Accepted[], moments: ReadonlyMap<number, number>): string[] {
  const late = accepted.flatMap(({ batch, acceptedAt, reference }) => {
    const lateMs = acceptedAt - (moments.get(batch?.campaignId ?? 0) ?? Infinity);
    return lateMs > granularityMs ? [{ reference, lateMs }] : [];
  });
  const worst = Math.max(...late.map(({ lateMs }) => lateMs));
  return late.length > 0 ? [`${late.length} texts up to ${Math.round(worst)} ms after the last moment`] : [];
}

/** Campaign → its last moment. */
async function readDeadlines({ database }: World): Promise<Map<number, number>> {
  const { rows } = await database.query<{ id: number; at: number }>(
    "SELECT id, (extract(epoch FROM expires_at) * 1000)::float8 AS at FROM campaign WHERE expires_at IS NOT NULL",
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}

async function skippedTooSoon({ database }: World): Promise<string[]> {
  const { rowCount } = await database.query(
    `SELECT FROM chaos_message m JOIN campaign c ON c.id = m.campaign_id
      WHERE m.to_status = $1 AND m.code = $2 AND m.at < c.expires_at - make_interval(secs => $3)`,
    [messageStatus.skipped, skipReason.too_late, lastSecondsMs / 1_000],
  );
  return rowCount ? [`${rowCount} people skipped before the last moment`] : [];
}
