import "server-only";
import { cache } from "react";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { json, known, text } from "../db/types";
import { env } from "../env";
import { type Organisation, organisationSchema, type SendingSettings, sendingSettingsSchema } from "./schema";

/** What this installation says about itself, for pages and for the engine alike; what was never set has its default. */
export async function getOrganisation(on: Executor = pool()): Promise<Organisation> {
  return organisationOf((await readSettings(on)).get("organisation") ?? null);
}

export function organisationOf(value: object | null): Organisation {
  return organisationSchema.parse(value ?? {});
}

/** How this installation sends. */
export async function getSendingSettings(on: Executor = pool()): Promise<SendingSettings> {
  return sendingSettingsOf((await readSettings(on)).get("sending") ?? null);
}

type SavedSettings = Map<string, object>;

function readSettings(on: Executor): Promise<SavedSettings> {
  return on === pool() ? settingsOfPage() : readSaved(on);
}

/** Within one rendering of a page they are read once. */
const settingsOfPage = cache(() => readSaved(pool()));

async function readSaved(on: Executor): Promise<SavedSettings> {
  return new Map((await saved.rows(on)).map(({ key, value }) => [key, value]));
}

const saved = statement(
  { name: "settings", row: { key: text, value: json<object>() } },
  () => sql`SELECT key, value FROM setting WHERE key IN ('organisation', 'sending')`,
);

/** For a statement that asks for more than these; `sendingSettingsOf` reads it. */
export const sendingValueSql = sql`(SELECT value FROM setting WHERE key = 'sending')`;

export function sendingSettingsOf(value: object | null): SendingSettings {
  // With the simulator no phone rings at night: there, quiet hours begin when somebody switches them on.
  return sendingSettingsSchema.parse({ hasQuietHours: !env().isSimulated, ...value });
}

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
