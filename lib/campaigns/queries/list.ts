import "server-only";
import type { Viewer } from "../../auth/viewer";
import { type Prisma, prisma } from "../../db/prisma";
import { messageStatus } from "../../messages/rules";
import { decodeCursor, idOf, type Page, pageSize, toPage } from "../../paging";
import { campaignStatusSchema } from "../schema";
import { type CampaignGroup, type CampaignRow, groupStatuses } from "../views";

/** Newest first. Figures come from the counters of the page's campaigns; no message is counted. */
export async function listCampaigns(
  _viewer: Viewer,
  { group = "all", cursor: written = null }: { group?: CampaignGroup; cursor?: string | null },
): Promise<Page<CampaignRow>> {
  const given = decodeCursor(written);
  const key = idOf(given);
  const cursor = key === null ? null : given;
  const isBackwards = cursor?.direction === "before";
  const statuses = groupStatuses[group];
  const found = await prisma().campaign.findMany({
    where: {
      ...(statuses && { status: { in: [...statuses] } }),
      ...(key !== null && { id: isBackwards ? { gt: key } : { lt: key } }),
    },
    orderBy: { id: isBackwards ? "asc" : "desc" },
    take: pageSize + 1,
    select: columns,
  });
  return toPage(await withFigures(found), cursor, (row) => [row.id]);
}

/** For the overview: what is planned or under way, then what was last. */
export async function listCurrentCampaigns(_viewer: Viewer, limit: number): Promise<CampaignRow[]> {
  const newest = { orderBy: { id: "desc" }, take: limit, select: columns } as const;
  const [running, latest] = await Promise.all([
    prisma().campaign.findMany({ ...newest, where: { status: { in: [...(groupStatuses.running ?? [])] } } }),
    prisma().campaign.findMany(newest),
  ]);
  const isRunning = new Set(running.map(({ id }) => id));
  const others = latest.filter(({ id }) => !isRunning.has(id));
  return withFigures([...running, ...others].slice(0, limit));
}

const columns = {
  id: true,
  name: true,
  status: true,
  audienceCount: true,
  halt: true,
  startsAt: true,
  updatedAt: true,
  launchedAt: true,
  finishedAt: true,
} satisfies Prisma.CampaignSelect;

type Found = Prisma.CampaignGetPayload<{ select: typeof columns }>;

/** Counters and replies of all of them at once. */
async function withFigures(campaigns: readonly Found[]): Promise<CampaignRow[]> {
  const campaignId = { in: campaigns.map(({ id }) => id) };
  const [counters, replies] = await Promise.all([
    prisma().campaignCounter.groupBy({
      by: ["campaignId", "status"],
      where: { campaignId, status: { in: [messageStatus.queued, messageStatus.delivered] } },
      _sum: { messages: true },
    }),
    prisma().campaignReply.findMany({ where: { campaignId }, select: { campaignId: true, optOuts: true } }),
  ]);
  const counted = new Map(counters.map((row) => [`${row.campaignId}.${row.status}`, row._sum.messages ?? 0]));
  const optOuts = new Map(replies.map((row) => [row.campaignId, row.optOuts]));
  return campaigns.map((campaign) => ({
    ...toRow(campaign),
    toGo: counted.get(`${campaign.id}.${messageStatus.queued}`) ?? 0,
    delivered: counted.get(`${campaign.id}.${messageStatus.delivered}`) ?? 0,
    optOuts: optOuts.get(campaign.id) ?? 0,
  }));
}

function toRow(campaign: Found) {
  const { id, name, audienceCount, halt, startsAt, updatedAt, launchedAt, finishedAt } = campaign;
  const status = campaignStatusSchema.parse(campaign.status);
  const isScheduled = status === "scheduled";
  return {
    id,
    name,
    status,
    audience: audienceCount,
    startsAt: isScheduled ? (startsAt?.toISOString() ?? null) : null,
    isMissed: isScheduled && halt !== null,
    editedAt: updatedAt.toISOString(),
    launchedAt: launchedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
