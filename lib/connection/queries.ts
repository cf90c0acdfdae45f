import "server-only";
import type { Viewer } from "../auth/viewer";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { instant, json, nullable } from "../db/types";
import { env } from "../env";
import { connectionCheckSchema } from "./schema";
import type { ConnectionDetail } from "./views";

export async function getConnectionDetail(_viewer: Viewer): Promise<ConnectionDetail> {
  return readConnectionDetail();
}

/** For the command line as well, which knows nobody. */
export async function readConnectionDetail(): Promise<ConnectionDetail> {
  const { accepted, callback, refusal, check: stored } = await connectionState.one(pool());
  const check = connectionCheckSchema.safeParse(stored);
  return {
    ...configured(),
    lastAcceptedAt: accepted?.toISOString() ?? null,
    lastCallbackAt: callback?.toISOString() ?? null,
    lastRefusal: refusal,
    check: check.success ? check.data : null,
  };
}

function configured() {
  const { sinch, isSimulated, ...config } = env();
  return {
    isSimulated,
    api: sinch.api,
    credentials: "apiToken" in sinch ? ("token" as const) : ("key" as const),
    region: config.SINCH_REGION,
    address: config.SINCH_BASE_URL,
    account: sinch.account,
    sender: config.SINCH_NUMBER,
    messagesPerSecond: config.SINCH_MESSAGES_PER_SECOND,
    // The secret key at its end is left out: this is shown on a page.
    callbackUrl: config.SINCH_WEBHOOK_KEY
      ? config.callbackUrl.replace(config.SINCH_WEBHOOK_KEY, "…")
      : config.callbackUrl,
    isSigned: config.SINCH_WEBHOOK_SECRET !== undefined,
  };
}

// Newest rows by primary key: no scan, whatever the tables' size.
const connectionState = statement(
  {
    name: "connection-state",
    row: {
      accepted: nullable(instant),
      callback: nullable(instant),
      refusal: nullable(json<NonNullable<ConnectionDetail["lastRefusal"]>>()),
      check: nullable(json<unknown>()),
    },
  },
  () => sql`
    SELECT (SELECT max(updated_at) FROM (
              SELECT updated_at FROM batch WHERE state = 'accepted' ORDER BY id DESC LIMIT 50) AS newest) AS accepted,
           (SELECT received_at FROM webhook_event ORDER BY id DESC LIMIT 1) AS callback,
           (SELECT jsonb_build_object('code', coalesce(a.code, ''), 'reason', coalesce(a.reason, ''), 'at', a.finished_at)
              FROM (SELECT id FROM batch WHERE state IN ('rejected', 'ready') AND attempts > 0 ORDER BY id DESC LIMIT 20) AS b
              JOIN batch_attempt a ON a.batch_id = b.id
             WHERE a.outcome = 'rejected' ORDER BY a.finished_at DESC LIMIT 1) AS refusal,
           (SELECT value FROM setting WHERE key = 'connection_check') AS check`,
);
