import "server-only";
import { lockFrequencyCap } from "../db/locks";
import type { Sql } from "../db/pool";
import { empty, type Fragment, sql } from "../db/sql";
import { messageStatus } from "../messages/rules";
import type { FrequencyCap } from "../settings/schema";
import type { Asked } from "./ask";

/**
 * Nobody gets more campaign texts than the organisation allows within so many days. It is decided when somebody gets
 * their row, and a row that may still leave counts like a text, so the cap holds whichever campaign comes first.
 */

/**
 * While there is a cap, this transaction is the only one that lists people until it ends: two campaigns that do so at the
 * same moment would not see each other's rows, and both take somebody over the cap.
 */
export async function takeFrequencyCapLock(tx: Sql, cap: FrequencyCap | null): Promise<void> {
  if (cap) await lockFrequencyCap.run(tx);
}

/**
 * So many subscriber ids are asked about in one statement at most: however long the history, it ends in a few seconds. An
 * audience that is spread thinly over all subscribers has more such ranges than chunks.
 */
export const widestRange = 250_000;

const { queued, unclear, sent, dispatched, delivered, unknown } = messageStatus;
/**
 * What reached somebody, or may still do so. What failed, expired or was taken back did not, nor does what a canceled campaign
 * had not sent, except where its call is under way.
 */
const counted = [queued, unclear, sent, dispatched, delivered, unknown];

/**
 * Subscribers of the range who had enough, as a join on `s`. The days end when the campaign that asks was launched, those of a
 * draft now, so the number on the button and the people who are listed agree.
 *
 * The batches say where these people are, so only their rows are read, in the order in which they lie on disk: all chunks
 * together read each recent message once. A batch's last change is when it left, or later. OFFSET 0: the planner expects
 * a range of half the table and would read all of it.
 */
export function cappedSql({ cap, above, through, campaign }: Asked): Fragment {
  if (cap === null) return empty;
  const since = sql`(coalesce((SELECT launched_at FROM campaign WHERE id = ${campaign}), now()) - make_interval(days => ${cap.days}))`;
  return sql`LEFT JOIN (
    SELECT m.subscriber_id
      FROM campaign c
      JOIN batch b ON b.campaign_id = c.id AND b.last_subscriber_id > ${above} AND b.first_subscriber_id <= ${through}
     CROSS JOIN LATERAL (
       SELECT subscriber_id, status FROM message
        WHERE campaign_id = c.id AND seq BETWEEN b.first_seq AND b.last_seq AND status IN (${counted}) OFFSET 0) AS m
     WHERE c.id <> ${campaign} AND c.launched_at IS NOT NULL AND (c.finished_at IS NULL OR c.finished_at > ${since})
       AND (b.state IN ('ready', 'claimed', 'sending', 'unclear', 'holding') OR b.updated_at > ${since})
       AND (m.status <> ${queued} OR c.status NOT IN ('canceled', 'failed') OR b.state = 'sending')
       AND m.subscriber_id > ${above} AND m.subscriber_id <= ${through}
     GROUP BY m.subscriber_id HAVING count(*) >= ${cap.messages}) AS enough ON enough.subscriber_id = s.id`;
}
