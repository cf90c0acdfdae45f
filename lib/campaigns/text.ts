import { draftText, launchedText, type WholeText } from "../text/render";

/**
 * Which opt-out line a campaign's text has. A draft follows the settings; scheduling keeps the line that was confirmed, since a
 * longer one could cost a part more; what was sent says everything itself.
 */
export type CampaignText = { body: string; confirmedOptOutLine: string | null; launchedAt: Date | null };

export function textOfCampaign(campaign: CampaignText, todaysLine: string): WholeText {
  if (campaign.launchedAt !== null) return launchedText(campaign.body);
  return draftText(campaign.body, campaign.confirmedOptOutLine ?? todaysLine);
}
