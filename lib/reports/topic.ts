import "server-only";
import { groupStatuses } from "../campaigns/views";
import { now } from "../clock";
import { prisma } from "../db/prisma";
import type { TopicState } from "../live/topic";

const recentMs = 3_600_000;

/** Whether the overview shows something else than before: which campaigns are under way, and what the last hour counted. */
export async function readOverviewTopic(): Promise<Map<number, TopicState>> {
  const campaigns = await prisma().campaign.findMany({
    where: { status: { in: [...(groupStatuses.running ?? [])] } },
    select: { id: true, status: true, halt: true },
    orderBy: { id: "asc" },
  });
  const activity = await prisma().activityCounter.findMany({
    where: { startsAt: { gte: new Date(now().getTime() - recentMs) } },
    orderBy: [{ startsAt: "asc" }, { metric: "asc" }],
  });
  return new Map([[0, { data: null, version: JSON.stringify([campaigns, activity]), isOver: false }]]);
}
