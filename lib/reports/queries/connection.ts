import "server-only";
import type { Viewer } from "../../auth/viewer";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { bigint, instant, json, known, nullable } from "../../db/types";
import { env } from "../../env";
import { workerSilenceSeconds } from "../../health/rules";
import type { Connection } from "../views";

/** How we stand with Sinch: what was last accepted, what last came back, and whether anybody works. */
export async function getConnection(_viewer: Viewer): Promise<Connection> {
  const { accepted, callback, workers, unreachable } = await readConnection.one(pool());
  return {
    isSimulated: env().isSimulated,
    api: env().sinch.api,
    region: env().SINCH_REGION,
    lastAcceptedAt: accepted?.toISOString() ?? null,
    lastCallbackAt: callback?.toISOString() ?? null,
    workersAlive: workers,
    unreachable,
  };
}

// Each is a short read of an index: the newest accepted batches (lanes finish out of order), the newest callback, and the
// open batches that were tried in vain since anything got through. Being told to slow down is no trouble.
const readConnection = statement(
  {
    name: "connection",
    row: {
      accepted: nullable(instant),
      callback: nullable(instant),
      workers: known(bigint, "count"),
      unreachable: nullable(json<NonNullable<Connection["unreachable"]>>()),
    },
  },
  () => sql`
  WITH accepted AS MATERIALIZED (
    SELECT max(updated_at) AS at
      FROM (SELECT updated_at FROM batch WHERE state = 'accepted' ORDER BY id DESC LIMIT 50) AS newest
  )
  SELECT (SELECT at FROM accepted) AS accepted,
         (SELECT received_at FROM webhook_event ORDER BY id DESC LIMIT 1) AS callback,
         (SELECT count(*) FROM worker WHERE seen_at > now() - interval ${`${workerSilenceSeconds} seconds`}) AS workers,
         (SELECT jsonb_build_object('batches', count(*), 'reason', (array_agg(b.reason ORDER BY b.updated_at DESC))[1])
            FROM campaign c JOIN batch b ON b.campaign_id = c.id
           WHERE c.status IN ('preparing', 'sending') AND b.state = 'ready' AND b.attempts > 0
             AND b.reason IS NOT NULL AND b.reason <> 'throttled'
             AND b.updated_at > greatest(now() - interval '3 minutes', (SELECT at FROM accepted))
          HAVING count(*) > 0) AS unreachable`,
);
