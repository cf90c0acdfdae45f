import { CampaignTable } from "@/components/campaigns/list/campaign-table";
import { RefreshWhile } from "@/components/campaigns/list/refresh-while";
import { TextLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { isRunning } from "@/lib/campaigns/status";
import type { CampaignRow } from "@/lib/campaigns/views";

type CampaignsCardProps = { running: readonly CampaignRow[]; latest: readonly CampaignRow[]; zone: string };

const longest = 7;

/** What runs, then what was last. While something runs, the whole page is asked for again every few seconds. */
export function CampaignsCard({ running, latest, zone }: CampaignsCardProps) {
  const ids = new Set(running.map(({ id }) => id));
  const rows = [...running, ...latest.filter(({ id }) => !ids.has(id))].slice(0, longest);
  return (
    <Card title="Campaigns" padded={false} actions={<TextLink href="/campaigns">All campaigns</TextLink>}>
      <RefreshWhile active={running.some(({ status }) => isRunning(status))} everySeconds={3} />
      <CampaignTable rows={rows} zone={zone} />
    </Card>
  );
}
