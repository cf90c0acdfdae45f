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
