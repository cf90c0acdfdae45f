import { messageStatus } from "@/lib/messages/rules";
import type { ChaosDatabase } from "./database.ts";

/**
 * Triggers of the harness, not of the product. They record every change of a batch, a message and a campaign, and every decision
 * of a person, in the transaction that makes it. The checks read this history, and not only its end.
 */
export const journalSql = `
  CREATE TABLE chaos_batch (
    id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL DEFAULT clock_timestamp(),
    campaign_id int, batch_id int, number int, epoch int, from_state text, to_state text, due_at timestamptz);
  CREATE FUNCTION chaos_batch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO chaos_batch (campaign_id, batch_id, number, epoch, from_state, to_state, due_at)
    VALUES (NEW.campaign_id, NEW.id, NEW.number, NEW.epoch, CASE WHEN TG_OP = 'UPDATE' THEN OLD.state ELSE '' END, NEW.state,
            NEW.next_attempt_at);
    RETURN NULL;
  END $$;
  CREATE TRIGGER chaos_batch AFTER UPDATE ON batch FOR EACH ROW WHEN (OLD.state <> NEW.state)
    EXECUTE FUNCTION chaos_batch();
  CREATE TRIGGER chaos_batch_made AFTER INSERT ON batch FOR EACH ROW EXECUTE FUNCTION chaos_batch();
  CREATE TABLE chaos_decision (
    at timestamptz NOT NULL DEFAULT clock_timestamp(), batch_id int, decision text);
  CREATE FUNCTION chaos_decision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO chaos_decision (batch_id, decision) VALUES (NEW.id, NEW.decision);
    RETURN NULL;
  END $$;
  CREATE TRIGGER chaos_decision AFTER UPDATE ON batch FOR EACH ROW
    WHEN (OLD.decision = 'asked' AND NEW.decision IN ('resend', 'leave')) EXECUTE FUNCTION chaos_decision();
  CREATE TABLE chaos_message (
    at timestamptz NOT NULL DEFAULT clock_timestamp(), campaign_id int, seq int, from_status int, to_status int, code int);
  CREATE FUNCTION chaos_message() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO chaos_message (campaign_id, seq, from_status, to_status, code)
    VALUES (NEW.campaign_id, NEW.seq, OLD.status, NEW.status, NEW.code);
    RETURN NULL;
  END $$;
  CREATE TRIGGER chaos_message AFTER UPDATE ON message FOR EACH ROW WHEN (OLD.status <> NEW.status)
    EXECUTE FUNCTION chaos_message();
  CREATE TABLE chaos_campaign (
    at timestamptz NOT NULL DEFAULT clock_timestamp(), campaign_id int, status text, canary_state text, canary_batches int);
  CREATE FUNCTION chaos_campaign() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO chaos_campaign (campaign_id, status, canary_state, canary_batches)
    VALUES (NEW.id, NEW.status, NEW.canary_state, NEW.canary_batches);
    RETURN NULL;
  END $$;
  CREATE TRIGGER chaos_campaign AFTER UPDATE ON campaign FOR EACH ROW
    WHEN ((OLD.status, OLD.canary_state, OLD.canary_batches) IS DISTINCT FROM (NEW.status, NEW.canary_state, NEW.canary_batches))
    EXECUTE FUNCTION chaos_campaign();`;

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
