import type { ChaosDatabase } from "./database.ts";

/**
 * Triggers of the rehearsal, not of the product: every change of a batch, a message and a campaign is written down in the
 * transaction that makes it, so that the checks see the history and not only where it ended. The minute for which the
 * rest of a campaign waits behind its canary is a second here.
 */
export const journalSql = `
  CREATE TABLE chaos_batch (
    id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL DEFAULT clock_timestamp(),
    campaign_id int, batch_id int, number int, epoch int, from_state text, to_state text, due_at timestamptz);
  CREATE FUNCTION chaos_batch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO chaos_batch (campaign_id, batch_id, number, epoch, from_state, to_state, due_at)
    VALUES (NEW.campaign_id, NEW.id, NEW.number, NEW.epoch, OLD.state, NEW.state, NEW.next_attempt_at);
    RETURN NULL;
  END $$;
  CREATE TRIGGER chaos_batch AFTER UPDATE ON batch FOR EACH ROW WHEN (OLD.state <> NEW.state)
    EXECUTE FUNCTION chaos_batch();
  CREATE TABLE chaos_message (campaign_id int, seq int, from_status int, to_status int);
  CREATE FUNCTION chaos_message() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO chaos_message VALUES (NEW.campaign_id, NEW.seq, OLD.status, NEW.status);
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
    EXECUTE FUNCTION chaos_campaign();
  CREATE FUNCTION chaos_hurry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.canary_until := clock_timestamp() + (NEW.canary_until - clock_timestamp()) / 60;
    RETURN NEW;
  END $$;
  CREATE TRIGGER chaos_hurry BEFORE UPDATE ON campaign FOR EACH ROW
    WHEN (NEW.canary_state = 'waiting' AND OLD.canary_state <> 'waiting') EXECUTE FUNCTION chaos_hurry();`;

export type BatchEntry = {
  /** Milliseconds since 1970, by the database's clock. */
  at: number;
  campaignId: number;
  batchId: number;
  number: number;
  epoch: number;
  from: string;
  to: string;
  /** When a batch that is ready may be tried. */
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

/** Every call, as it was committed before it was made. */
export type AttemptEntry = {
  reference: string;
  campaignId: number;
  batchId: number;
  number: number;
  startedAt: number;
};

export async function readAttempts(database: ChaosDatabase): Promise<AttemptEntry[]> {
  const { rows } = await database.query<AttemptEntry>(
    `SELECT a.client_reference AS reference, b.campaign_id AS "campaignId", b.id AS "batchId", a.number,
            (extract(epoch FROM a.started_at) * 1000)::float8 AS "startedAt"
       FROM batch_attempt a JOIN batch b ON b.id = a.batch_id ORDER BY a.started_at`,
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

/** Which moves of messages happened, each once. */
export async function readMoves(database: ChaosDatabase): Promise<{ from: number; to: number }[]> {
  const { rows } = await database.query<{ from: number; to: number }>(
    `SELECT DISTINCT from_status AS "from", to_status AS "to" FROM chaos_message`,
  );
  return rows;
}
