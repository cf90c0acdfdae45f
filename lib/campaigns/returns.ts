import "server-only";
import { sql } from "../db/sql";
import { messageStatus } from "../messages/rules";

/**
 * The returns of a campaign so far, as JSON on `c` (campaign): read from its counters, nothing is counted. Limits
 * judge it, and a person who lets a campaign go on has seen it.
 */
const { delivered, failed, expired, rejected, aborted } = messageStatus;

export const returnsSql = sql`
  (SELECT jsonb_build_object(
            'delivered', coalesce(sum(k.messages) FILTER (WHERE k.status = ${delivered}), 0),
            'failed', coalesce(sum(k.messages) FILTER (WHERE k.status IN (${[failed, expired, rejected, aborted]})), 0),
            'optOuts', coalesce((SELECT r.opt_outs FROM campaign_reply r WHERE r.campaign_id = c.id), 0))
     FROM campaign_counter k WHERE k.campaign_id = c.id)`;
