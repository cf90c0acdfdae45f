import "server-only";
import { prisma } from "../db/prisma";
import type { Actor } from "../events/actor";
import { recordEvent } from "../events/record";
import { enqueue } from "../jobs/enqueue";
import type { StoredCheck } from "./schema";

/** The worker asks Sinch, since it is the worker that sends: the answer appears in `getConnectionDetail`. */
export async function requestConnectionCheck(actor: Actor): Promise<void> {
  await prisma().$transaction(async (tx) => {
    await enqueue(tx, "connection.check", {});
    await recordEvent(tx, { object: "connection", objectId: "sinch", kind: "check_requested", actor });
  });
}

/** The answer of the worker: the last one is kept. */
export async function saveConnectionCheck(check: StoredCheck): Promise<void> {
  const key = "connection_check";
  await prisma().setting.upsert({ where: { key }, create: { key, value: check }, update: { value: check } });
}
