import "server-only";
import { isDeepStrictEqual } from "node:util";
import { prisma } from "../db/prisma";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { json, text } from "../db/types";
import type { Actor } from "../events/actor";
import { recordEvent } from "../events/record";
import { organisationOf, sendingSettingsOf } from "./queries";
import type { Organisation, SendingSettings } from "./schema";

export function saveOrganisation(actor: Actor, organisation: Organisation): Promise<void> {
  return save(actor, { key: "organisation", value: organisation, read: organisationOf });
}

export function saveSendingSettings(actor: Actor, settings: SendingSettings): Promise<void> {
  return save(actor, { key: "sending", value: settings, read: sendingSettingsOf });
}

type Saved<T> = { key: string; value: T; read: (value: object | null) => T };

/** The event names the fields that are others than before. Where all are the same, nothing happened. */
async function save<T extends object>(actor: Actor, { key, value, read }: Saved<T>): Promise<void> {
  await prisma().$transaction(async (tx) => {
    const before = read((await lockSetting.first(tx, { key }))?.value ?? null);
    await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value }, select: { key: true } });
    const fields = differing(before, value);
    if (fields.length === 0) return;
    await recordEvent(tx, { object: "settings", objectId: key, kind: "changed", data: { fields }, actor });
  });
}

/** Whoever saves at the same moment waits here, so each change is told once. */
const lockSetting = statement(
  { name: "lock-setting", params: { key: text }, row: { value: json<object>() } },
  ({ key }) => sql`SELECT value FROM setting WHERE key = ${key} FOR UPDATE`,
);

function differing<T extends object>(before: T, after: T): (keyof T)[] {
  return (Object.keys(after) as (keyof T)[]).filter((field) => !isDeepStrictEqual(before[field], after[field]));
}
