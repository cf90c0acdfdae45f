import "server-only";
import { cache } from "react";
import type { Viewer } from "../auth/viewer";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { instant, int, known, nullable, text } from "../db/types";
import { readIdentity } from "./identity";
import { differencesOf } from "./rules";
import { type SendingControl, sendingAllowed } from "./views";

/** For the banner above every page and for what a page says itself; read once for both. */
export const getSendingControl = cache(async (_viewer: Viewer): Promise<SendingControl> => readSendingControl(pool()));

/** For the command line as well, which knows nobody. Not inside of a transaction, see `readIdentity`. */
export async function readSendingControl(on: Executor): Promise<SendingControl> {
  const row = await controlState.first(on);
  if (!row || (row.stoppedAt === null && row.lockedAt === null)) return sendingAllowed;
  const { stoppedAt, stoppedBy, reason, lockedAt, fence, campaigns, messages } = row;
  return {
    stopped: stoppedAt && { at: stoppedAt.toISOString(), by: stoppedBy, reason },
    locked: lockedAt && {
      at: lockedAt.toISOString(),
      differences: differencesOf(fence, await readIdentity(on)),
    },
    waiting: { campaigns, messages },
  };
}

const counted = known(int, "none is 0");
const word = known(text, "the one row is always there, and has words");

// What waits is asked for only while something stands in its way: every open page asks this every few seconds.
const controlState = statement(
  {
    name: "sending-control",
    row: {
      stoppedAt: nullable(instant),
      stoppedBy: word,
      reason: word,
      lockedAt: nullable(instant),
      fence: word,
      campaigns: counted,
      messages: counted,
    },
  },
  () => sql`
    SELECT s.stopped_at AS "stoppedAt", s.stopped_by AS "stoppedBy", s.reason, s.locked_at AS "lockedAt", s.fence,
           coalesce(w.campaigns, 0) AS campaigns, coalesce(w.messages, 0) AS messages
      FROM sending_control s
      LEFT JOIN LATERAL (
        SELECT count(*)::int AS campaigns, sum(k.messages)::int AS messages
          FROM campaign c LEFT JOIN campaign_counter k ON k.campaign_id = c.id AND k.status = 0 AND k.code = 0
         WHERE c.status IN ('preparing', 'sending')) AS w ON s.stopped_at IS NOT NULL OR s.locked_at IS NOT NULL`,
);
