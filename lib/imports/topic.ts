import "server-only";
import { prisma } from "../db/prisma";
import type { TopicState } from "../live/topic";
import { progressColumns, progressOf } from "./progress";
import { isFinished } from "./status";
import type { ImportProgress } from "./views";

/** How far imports are. */
export async function readImportTopics(ids: readonly number[]): Promise<Map<number, TopicState>> {
  const found = await prisma().import.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, ...progressColumns },
  });
  return new Map(found.map((row) => [row.id, stateOf(progressOf(row))]));
}

function stateOf(progress: ImportProgress): TopicState {
  return { data: progress, version: JSON.stringify(progress), isOver: isFinished(progress.status) };
}
