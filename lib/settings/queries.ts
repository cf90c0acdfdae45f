import "server-only";
import { cache } from "react";
import { pool, type Sql } from "../db/pool";
import { env } from "../env";
import { type Organisation, organisationSchema, type SendingSettings, sendingSettingsSchema } from "./schema";

/** For pages and for the engine alike; what was never set has its default. Within one rendering of a page it is read once. */
export async function getOrganisation(sql: Sql = pool()): Promise<Organisation> {
  return sql === pool() ? organisationOfPage() : readOrganisation(sql);
}

const organisationOfPage = cache(() => readOrganisation(pool()));

async function readOrganisation(sql: Sql): Promise<Organisation> {
  const result = await sql.query<{ value: unknown }>("SELECT value FROM setting WHERE key = 'organisation'");
  return organisationSchema.parse(result.rows[0]?.value ?? {});
}

/** How this installation sends, for pages and for the engine alike; what was never set has its default. */
export async function getSendingSettings(sql: Sql = pool()): Promise<SendingSettings> {
  return sql === pool() ? sendingSettingsOfPage() : readSendingSettings(sql);
}

const sendingSettingsOfPage = cache(() => readSendingSettings(pool()));

async function readSendingSettings(sql: Sql): Promise<SendingSettings> {
  const { rows } = await sql.query<{ value: object | null }>(`SELECT ${sendingValueSql} AS value`);
  return sendingSettingsOf(rows[0]?.value ?? null);
}

/** For a query that asks for more than these; `sendingSettingsOf` reads it. */
export const sendingValueSql = "(SELECT value FROM setting WHERE key = 'sending')";

export function sendingSettingsOf(value: object | null): SendingSettings {
  // With the simulator no phone rings at night: there, quiet hours begin when somebody switches them on.
  return sendingSettingsSchema.parse({ hasQuietHours: !env().isSimulated, ...value });
}

/** Names this installation in client references: made once, never changed. */
export async function getInstallation(sql: Sql = pool()): Promise<string> {
  const result = await sql.query<{ id: string }>(
    `INSERT INTO setting (key, value) VALUES ('installation', to_jsonb(left(md5(gen_random_uuid()::text), 8)))
     ON CONFLICT (key) DO UPDATE SET key = excluded.key
     RETURNING value #>> '{}' AS id`,
  );
  return result.rows[0]?.id ?? "";
}
