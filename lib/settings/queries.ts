import "server-only";
import { cache } from "react";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { json, known, text } from "../db/types";
import { env } from "../env";
import { type Organisation, organisationSchema, type SendingSettings, sendingSettingsSchema } from "./schema";

/** For pages and for the engine alike; what was never set has its default. Within one rendering of a page it is read once. */
export async function getOrganisation(on: Executor = pool()): Promise<Organisation> {
  return on === pool() ? organisationOfPage() : readOrganisation(on);
}

const organisationOfPage = cache(() => readOrganisation(pool()));

async function readOrganisation(on: Executor): Promise<Organisation> {
  return organisationOf((await settingOf.first(on, { key: "organisation" }))?.value ?? null);
}

export function organisationOf(value: object | null): Organisation {
  return organisationSchema.parse(value ?? {});
}

/** How this installation sends, for pages and for the engine alike; what was never set has its default. */
export async function getSendingSettings(on: Executor = pool()): Promise<SendingSettings> {
  return on === pool() ? sendingSettingsOfPage() : readSendingSettings(on);
}

const sendingSettingsOfPage = cache(() => readSendingSettings(pool()));

async function readSendingSettings(on: Executor): Promise<SendingSettings> {
  return sendingSettingsOf((await settingOf.first(on, { key: "sending" }))?.value ?? null);
}

/** For a statement that asks for more than these; `sendingSettingsOf` reads it. */
export const sendingValueSql = sql`(SELECT value FROM setting WHERE key = 'sending')`;

export function sendingSettingsOf(value: object | null): SendingSettings {
  // With the simulator no phone rings at night: there, quiet hours begin when somebody switches them on.
  return sendingSettingsSchema.parse({ hasQuietHours: !env().isSimulated, ...value });
}

const settingOf = statement(
  { name: "setting", params: { key: text }, row: { value: json<object>() } },
  ({ key }) => sql`SELECT value FROM setting WHERE key = ${key}`,
);

/** Names this installation in client references: made once, never changed. */
export async function getInstallation(on: Executor = pool()): Promise<string> {
  return (await nameInstallation.one(on)).name;
}

const nameInstallation = statement(
  { name: "name-installation", row: { name: known(text, "a string is what was written") } },
  () => sql`
    INSERT INTO setting (key, value) VALUES ('installation', to_jsonb(left(md5(gen_random_uuid()::text), 8)))
    ON CONFLICT (key) DO UPDATE SET key = excluded.key
    RETURNING value #>> '{}' AS name`,
);
