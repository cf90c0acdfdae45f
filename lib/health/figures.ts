import "server-only";
import { prisma } from "../db/prisma";
import { readSignsOfLife } from "./workers";

/** What metrics ask of the database. Totals come from counters that are kept anyway: a scrape never counts rows of people. */
export type Figures = {
  tables: { name: string; total: number }[];
  messages: { status: number; total: number }[];
  alive: number;
  isStopped: boolean;
  isLocked: boolean;
  duplicates: number;
};

export async function readFigures(): Promise<Figures> {
  const [tables, messages, { alive }, control, duplicates] = await Promise.all([
    prisma().tableCounter.findMany({ orderBy: { name: "asc" } }),
    prisma().campaignCounter.groupBy({ by: "status", _sum: { messages: true }, orderBy: { status: "asc" } }),
    readSignsOfLife(),
    prisma().sendingControl.findFirst({ select: { stoppedAt: true, lockedAt: true } }),
    prisma().batchEvent.groupBy({ by: "batchId", where: { kind: "duplicate" } }),
  ]);
  return {
    tables,
    messages: messages.map(({ status, _sum }) => ({ status, total: _sum.messages ?? 0 })),
    alive,
    isStopped: control != null && control.stoppedAt !== null,
    isLocked: control != null && control.lockedAt !== null,
    duplicates: duplicates.length,
  };
}
