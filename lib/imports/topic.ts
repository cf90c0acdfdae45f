import "server-only";
import { prisma } from "../db/prisma";
import type { TopicState } from "../live/topic";
import { progressOf } from "./queries";
import { type ImportStatus, isFinished } from "./status";
import type { ImportProgress } from "./views";

/** How far imports are. */
export async function readImportTopics(ids: readonly number[]): Promise<Map<number, TopicState>> {
  const found = await prisma().import.findMany({
    where: { id: { in: [...ids] } },
    select: {
      ...{ id: true, status: true, format: true, options: true, preview: true, bytes: true, rows: true },
      ...{ checkedThrough: true, created: true, updated: true, unchanged: true },
      ...{ duplicates: true, rejected: true, suppressed: true },
    },
  });
  return new Map(found.map((row) => [row.id, stateOf(progressOf({ ...row, ...typed(row) }))]));
}

type Kept = { status: string; bytes: bigint; options: unknown; preview: unknown };
type Progressing = Parameters<typeof progressOf>[0];

/** Columns that Prisma knows as text or JSON. */
function typed({ status, bytes, options, preview }: Kept) {
  return {
    status: status as ImportStatus,
    bytes: Number(bytes),
    options: options as Progressing["options"],
    preview: preview as Progressing["preview"],
  };
}

function stateOf(progress: ImportProgress): TopicState {
  return { data: progress, version: JSON.stringify(progress), isOver: isFinished(progress.status) };
}
