import { messageStatus } from "@/lib/messages/rules";
import type { ChaosDatabase } from "./database.ts";

export type BatchEntry = {
  /** Milliseconds since 1970, by the database's clock. */
  at: number;
  campaignId: number;
  batchId: number;
  number: number;
  epoch: number;
  /** Empty for the creation of the batch. */
  from: string;
  to: string;
  /** The earliest moment of the next try of a ready batch. */
  dueAt: number;
};

export async function readJournal(database: ChaosDatabase): Promise<BatchEntry[]> {
  const { rows } = await database.query<BatchEntry>(
    `SELECT (extract(epoch FROM at) * 1000)::float8 AS at, campaign_id AS "campaignId", batch_id AS "batchId", number, epoch,
            from_state AS "from", to_state AS "to", (extract(epoch FROM due_at) * 1000)::float8 AS "dueAt"
       FROM chaos_batch ORDER BY id`,
  );
  return rows;
}

/** A call, as it was committed before it was made. */
export type AttemptEntry = {
  reference: string;
  campaignId: number;
  batchId: number;
  number: number;
  startedAt: number;
  /** Sinch holds it back at first. */
  isHeld: boolean;
  outcome: string | null;
  /** The call is for a person whom an earlier call left unclear. */
  isAgain: boolean;
};

export async function readAttempts(database: ChaosDatabase): Promise<AttemptEntry[]> {
  const { rows } = await database.query<AttemptEntry>(
    `SELECT a.client_reference AS reference, b.campaign_id AS "campaignId", b.id AS "batchId", a.number,
            (extract(epoch FROM a.started_at) * 1000)::float8 AS "startedAt", a.send_at IS NOT NULL AS "isHeld", a.outcome,
            a.number > 1 AND EXISTS (
              SELECT FROM chaos_message m
               WHERE m.campaign_id = b.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq AND m.to_status = $1
                 AND m.at < a.started_at AND (cardinality(a.called) = 0 OR m.seq = ANY (a.called))) AS "isAgain"
       FROM batch_attempt a JOIN batch b ON b.id = a.batch_id ORDER BY a.started_at`,
    [messageStatus.unclear],
  );
  return rows;
}

export type CampaignEntry = {
  at: number;
  campaignId: number;
  status: string;
  canary: string;
  canaryBatches: number;
};

export async function readCampaigns(database: ChaosDatabase): Promise<CampaignEntry[]> {
  const { rows } = await database.query<CampaignEntry>(
    `SELECT (extract(epoch FROM at) * 1000)::float8 AS at, campaign_id AS "campaignId", status, canary_state AS canary,
            canary_batches AS "canaryBatches"
       FROM chaos_campaign ORDER BY at, campaign_id`,
  );
  return rows;
}

/** The moves of messages that happened, each once. */
export async function readMoves(database: ChaosDatabase): Promise<{ from: number; to: number }[]> {
  const { rows } = await database.query<{ from: number; to: number }>(
    `SELECT DISTINCT from_status AS "from", to_status AS "to" FROM chaos_message`,
  );
  return rows;
}

/** A decision of a person about an unclear batch. They are read in the order of their commits. */
export type DecisionEntry = { at: number; batchId: number; decision: "resend" | "leave" };

export async function readDecisions(database: ChaosDatabase): Promise<DecisionEntry[]> {
  const { rows } = await database.query<DecisionEntry>(
    `SELECT (extract(epoch FROM at) * 1000)::float8 AS at, batch_id AS "batchId", decision FROM chaos_decision ORDER BY at`,
  );
  return rows;
}
