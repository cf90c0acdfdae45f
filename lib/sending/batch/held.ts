import "server-only";
import { sql } from "../../db/sql";

/**
 * Whether Sinch may hold an attempt of batch `b` that has not left yet: accepted, or nobody knows. Whatever proves another
 * attempt waits until that one is taken back, see unclear/.
 */
export const isHeldSql = sql`EXISTS (
  SELECT 1 FROM batch_attempt held
   WHERE held.batch_id = b.id AND held.send_at > clock_timestamp() AND held.withdrawn_at IS NULL
     AND (held.outcome IS NULL OR held.outcome IN ('unknown', 'accepted')))`;
