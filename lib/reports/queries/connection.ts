import "server-only";
import type { Viewer } from "../../auth/viewer";
import { pool } from "../../db/pool";
import { env } from "../../env";
import type { Connection } from "../views";

/** How we stand with Sinch: what was last accepted, what last came back, and whether anybody works. */
export async function getConnection(_viewer: Viewer): Promise<Connection> {
  const { rows } = await pool().query<{ accepted: Date | null; callback: Date | null; workers: number }>(connectionSql);
  const { accepted = null, callback = null, workers = 0 } = rows[0] ?? {};
  return {
    isSimulated: env().isSimulated,
    region: env().SINCH_REGION,
    lastAcceptedAt: accepted?.toISOString() ?? null,
    lastCallbackAt: callback?.toISOString() ?? null,
    workersAlive: workers,
  };
}

// Each is the end of an index: the newest callback, and the newest accepted batches (lanes finish out of order).
const connectionSql = `
  SELECT (SELECT max(updated_at) FROM (SELECT updated_at FROM batch WHERE state = 'accepted'
                                        ORDER BY id DESC LIMIT 50) AS newest) AS accepted,
         (SELECT received_at FROM webhook_event ORDER BY id DESC LIMIT 1) AS callback,
         (SELECT count(*)::int FROM worker WHERE seen_at > now() - interval '30 seconds') AS workers`;
