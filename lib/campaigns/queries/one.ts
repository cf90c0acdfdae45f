import "server-only";
import { audienceSchema } from "../../audience/schema";
import type { Viewer } from "../../auth/viewer";
import { prisma } from "../../db/prisma";
import { AppError } from "../../errors";
import { haltSchema } from "../halt";
import { campaignStatusSchema, guardsSchema, notMarketingSchema, timingSchema } from "../schema";
import type { CampaignDetail, CampaignDraft, CampaignName, CampaignSchedule } from "../views";

/** For the composer, whatever the status: the page decides what to do with one that is no draft any more. */
export async function findCampaign(_viewer: Viewer, campaignId: number): Promise<CampaignDraft | null> {
  const campaign = await prisma().campaign.findUnique({
    where: { id: campaignId },
    select: {
      id: true,
      name: true,
      body: true,
      confirmedOptOutLine: true,
      audience: true,
      timing: true,
      guards: true,
      status: true,
      version: true,
      updatedAt: true,
    },
  });
  if (!campaign) return null;
  const { updatedAt, ...draft } = campaign;
  return {
    ...draft,
    audience: audienceSchema.parse(campaign.audience),
    timing: timingSchema.parse(campaign.timing),
    guards: guardsSchema.parse(campaign.guards),
    status: campaignStatusSchema.parse(campaign.status),
    savedAt: updatedAt.toISOString(),
  };
}

export async function getCampaign(viewer: Viewer, campaignId: number): Promise<CampaignDraft> {
  const campaign = await findCampaign(viewer, campaignId);
  if (!campaign) throw new AppError("not_found", "This campaign no longer exists.");
  return campaign;
}

/** Null unless it is scheduled. */
export async function findSchedule(_viewer: Viewer, campaignId: number): Promise<CampaignSchedule | null> {
  const campaign = await prisma().campaign.findFirst({
    where: { id: campaignId, status: "scheduled" },
    select: { startsAt: true, halt: true },
  });
  if (!campaign?.startsAt) return null;
  return { startsAt: campaign.startsAt.toISOString(), halt: haltSchema.nullable().parse(campaign.halt) };
}

export async function findCampaignDetail(viewer: Viewer, campaignId: number): Promise<CampaignDetail | null> {
  const campaign = await prisma().campaign.findUnique({
    where: { id: campaignId },
    select: { id: true, name: true, body: true, sender: true, status: true, audience: true, guards: true },
  });
  if (!campaign) return null;
  const { everyone, includeTagIds, excludeTagIds, followUpOf } = audienceSchema.parse(campaign.audience);
  const { notMarketing } = notMarketingSchema.parse(campaign.guards);
  const tags = await prisma().tag.findMany({
    where: { id: { in: [...includeTagIds, ...excludeTagIds] } },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  });
  const namesOf = (ids: number[]) => tags.filter((tag) => ids.includes(tag.id)).map((tag) => tag.name);
  return {
    id: campaign.id,
    name: campaign.name,
    body: campaign.body,
    sender: campaign.sender,
    status: campaignStatusSchema.parse(campaign.status),
    everyone,
    included: namesOf(includeTagIds),
    excluded: namesOf(excludeTagIds),
    followUpOf: followUpOf === null ? null : await findCampaignName(viewer, followUpOf),
    followUps: await listFollowUps(campaign.id),
    notMarketing: notMarketing && { by: notMarketing.by, at: notMarketing.at.toISOString() },
  };
}

export async function findCampaignName(_viewer: Viewer, campaignId: number): Promise<CampaignName | null> {
  const campaign = await prisma().campaign.findUnique({ where: { id: campaignId }, select: nameFields });
  return campaign && { ...campaign, status: campaignStatusSchema.parse(campaign.status) };
}

const nameFields = { id: true, name: true, status: true } as const;

async function listFollowUps(campaignId: number): Promise<CampaignName[]> {
  const campaigns = await prisma().campaign.findMany({
    where: { audience: { path: ["followUpOf"], equals: campaignId } },
    select: nameFields,
    orderBy: { id: "desc" },
    take: 10,
  });
  return campaigns.map((campaign) => ({ ...campaign, status: campaignStatusSchema.parse(campaign.status) }));
}
