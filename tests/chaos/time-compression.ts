/**
 * Triggers of the harness that shorten waits: a canary waits for a second instead of a minute, a later wave for a second instead of
 * an hour. A campaign in the table chaos_deadline has its last moment seconds after its launch. The engine reads these instants
 * from the rows like any others.
 */
export const timeCompressionSql = `
  CREATE FUNCTION chaos_canary() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.canary_until := clock_timestamp() + (NEW.canary_until - clock_timestamp()) / 60;
    RETURN NEW;
  END $$;
  CREATE TRIGGER chaos_canary BEFORE UPDATE ON campaign FOR EACH ROW
    WHEN (NEW.canary_state = 'waiting' AND OLD.canary_state <> 'waiting') EXECUTE FUNCTION chaos_canary();
  CREATE FUNCTION chaos_wave() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.next_attempt_at := clock_timestamp() + (NEW.next_attempt_at - clock_timestamp()) / 3600;
    RETURN NEW;
  END $$;
  CREATE TRIGGER chaos_wave BEFORE INSERT ON batch FOR EACH ROW WHEN (NEW.wait_reason = 'local_time') EXECUTE FUNCTION chaos_wave();
  CREATE TABLE chaos_deadline (campaign_id int PRIMARY KEY, lasts interval NOT NULL);
  CREATE FUNCTION chaos_deadline() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.expires_at := coalesce(
      (SELECT clock_timestamp() + lasts FROM chaos_deadline WHERE campaign_id = NEW.id), NEW.expires_at);
    RETURN NEW;
  END $$;
  CREATE TRIGGER chaos_deadline BEFORE UPDATE ON campaign FOR EACH ROW
    WHEN (OLD.launched_at IS NULL AND NEW.launched_at IS NOT NULL) EXECUTE FUNCTION chaos_deadline();`;
