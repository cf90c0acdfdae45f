"use server";

import { getAudienceCount } from "@/lib/audience/queries";
import { audienceSchema } from "@/lib/audience/schema";
import { action, command } from "@/lib/auth/action";
import { createCampaign, duplicateCampaign } from "@/lib/campaigns/commands/create";
import { deleteDraft, saveDraft } from "@/lib/campaigns/commands/draft";
import { followUpCampaign } from "@/lib/campaigns/commands/follow-up";
import { launchCampaign } from "@/lib/campaigns/commands/launch";
import { cancelCampaign, pauseCampaign, releaseCanary, resumeCampaign } from "@/lib/campaigns/commands/pause-resume";
import { scheduleCampaign, unscheduleCampaign } from "@/lib/campaigns/commands/schedule";
import { decideUnclear } from "@/lib/campaigns/commands/unclear";
import { getCampaign } from "@/lib/campaigns/queries/one";
import { previewAudience } from "@/lib/campaigns/queries/preview";
import { getTurns } from "@/lib/campaigns/queries/turns";
import {
  campaignActionSchema,
  createCampaignSchema,
  findRecipientSchema,
  followUpSchema,
  launchSchema,
  previewSchema,
  saveDraftSchema,
  sendTestSchema,
  turnsSchema,
  unclearDecisionSchema,
} from "@/lib/campaigns/schema";
import { findRecipients } from "@/lib/messages/queries";
import { sendTest } from "@/lib/messages/send-test";

const target = campaignActionSchema;

export const createCampaignAction = command(
  { permission: "campaign.write", input: createCampaignSchema },
  createCampaign,
);
export const duplicateCampaignAction = command({ permission: "campaign.write", input: target }, duplicateCampaign);
export const followUpCampaignAction = command(
  { permission: "campaign.write", input: followUpSchema },
  followUpCampaign,
);
export const saveDraftAction = command({ permission: "campaign.write", input: saveDraftSchema }, saveDraft);
export const deleteDraftAction = command({ permission: "campaign.write", input: target }, deleteDraft);
export const readDraftAction = action({ permission: "campaign.write", input: target }, (viewer, { campaignId }) =>
  getCampaign(viewer, campaignId),
);
export const countAudienceAction = action({ permission: "campaign.write", input: audienceSchema }, getAudienceCount);
export const turnsAction = action({ permission: "campaign.write", input: turnsSchema }, getTurns);
export const previewAction = action({ permission: "campaign.write", input: previewSchema }, previewAudience);
export const sendTestAction = command({ permission: "campaign.test", input: sendTestSchema }, sendTest);
export const launchCampaignAction = command({ permission: "campaign.send", input: launchSchema }, launchCampaign);
export const scheduleCampaignAction = command({ permission: "campaign.send", input: launchSchema }, scheduleCampaign);
export const unscheduleCampaignAction = command({ permission: "campaign.send", input: target }, unscheduleCampaign);
export const findRecipientsAction = action(
  { permission: "subscriber.reveal", input: findRecipientSchema },
  findRecipients,
);
export const pauseCampaignAction = command({ permission: "campaign.control", input: target }, pauseCampaign);
export const resumeCampaignAction = command({ permission: "campaign.control", input: target }, resumeCampaign);
export const releaseCanaryAction = command({ permission: "campaign.control", input: target }, releaseCanary);
export const cancelCampaignAction = command({ permission: "campaign.control", input: target }, cancelCampaign);
export const decideUnclearAction = command(
  { permission: "campaign.control", input: unclearDecisionSchema },
  decideUnclear,
);
