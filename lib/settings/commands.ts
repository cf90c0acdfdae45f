import "server-only";
import { pool, type Sql } from "../db/pool";
import type { Organisation, SendingSettings } from "./schema";

export async function saveOrganisation(organisation: Organisation, sql: Sql = pool()): Promise<void> {
  await sql.query(
    `INSERT INTO setting (key, value, updated_at) VALUES ('organisation', $1, now())
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`,
    [JSON.stringify(organisation)],
  );
}

export async function saveSendingSettings(settings: SendingSettings, sql: Sql = pool()): Promise<void> {
  await sql.query(
    `INSERT INTO setting (key, value, updated_at) VALUES ('sending', $1, now())
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`,
    [JSON.stringify(settings)],
  );
}
