import "server-only";
import type { Sql } from "../../db/pool";
import { type MessageMove, moveMessages } from "../../messages/commands";
import { decide, isTaken } from "../core/batch";
import { recallIfCanceled } from "./recall-due";
import { type BatchRange, lockBatch, othersOf, writeBatch } from "./row";

/**
 * Takes over what a delivery report or Sinch itself proved of an unclear call: `moves` are those who were accepted. The batch is
 * done when nobody else in it is left. Safe to call twice.
 */
export async function adoptAccepted(
  tx: Sql,
  batch: BatchRange & { batchId: number },
  moves: readonly MessageMove[],
  providerBatchId: string | null,
): Promise<void> {
  const locked = await lockBatch(tx, batch.batchId);
  const called = moves.map((move) => move.seq);
  const event = { kind: "proven", others: await othersOf(tx, batch, called) } as const;
  const decision = decide(locked.batch, event, locked.now);
  await moveMessages(tx, moves, "engine");
  if (!isTaken(locked.batch, decision)) return;
  await writeBatch(tx, batch.batchId, decision.batch, { providerBatchId });
  await recallIfCanceled(tx, batch.campaignId);
}
