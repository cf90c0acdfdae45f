import type { Permission } from "@/lib/auth/permissions";
import { readCampaignsTopic, readCampaignTopics } from "@/lib/campaigns/live/topics";
import { readSendingTopic } from "@/lib/control/topic";
import { readImportTopics } from "@/lib/imports/topic";
import type { TopicKind, TopicSource } from "@/lib/live/topic";
import { readOverviewTopic } from "@/lib/reports/topic";

/** Who may hear of what, and how it is read. */
export const topics: Record<TopicKind, { permission: Permission; source: TopicSource }> = {
  campaign: { permission: "campaign.read", source: readCampaignTopics },
  campaigns: { permission: "campaign.read", source: readCampaignsTopic },
  import: { permission: "import.run", source: readImportTopics },
  overview: { permission: "overview.read", source: readOverviewTopic },
  sending: { permission: "overview.read", source: readSendingTopic },
};
