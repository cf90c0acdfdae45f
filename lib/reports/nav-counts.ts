import "server-only";
import { cache } from "react";
import type { Viewer } from "../auth/viewer";
import { prisma } from "../db/prisma";

export type NavCounts = { campaigns: number; subscribers: number; suppressions: number };

/** For the rail on every page: three rows that triggers keep, nothing is counted. */
export const getNavCounts = cache(async (_viewer: Viewer): Promise<NavCounts> => {
  const rows = await prisma().tableCounter.findMany({
    where: { name: { in: ["campaign", "subscriber", "suppression"] } },
    select: { name: true, total: true },
  });
  const totals = new Map(rows.map(({ name, total }) => [name, total]));
  return {
    campaigns: totals.get("campaign") ?? 0,
    subscribers: totals.get("subscriber") ?? 0,
    suppressions: totals.get("suppression") ?? 0,
  };
});
