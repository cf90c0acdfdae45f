import { CampaignTable } from "@/components/campaigns/list/campaign-table";
import { LiveRefresh } from "@/components/live/live-refresh";
import { TextLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { CampaignRow } from "@/lib/campaigns/views";

type CampaignsCardProps = { running: readonly CampaignRow[]; latest: readonly CampaignRow[]; zone: string };

const longest = 7;
const refreshMs = 3_000;

/** What runs, then what was last. While something runs or is planned, the whole page is kept fresh. */
export function CampaignsCard({ running, latest, zone }: CampaignsCardProps) {
  const ids = new Set(running.map(({ id }) => id));
  const rows = [...running, ...latest.filter(({ id }) => !ids.has(id))].slice(0, longest);
  return (
    <Card title="Campaigns" padded={false} actions={<TextLink href="/campaigns">All campaigns</TextLink>}>
      <LiveRefresh topic={running.length > 0 ? "overview" : null} everyMs={refreshMs} />
      <CampaignTable rows={rows} zone={zone} />
    </Card>
  );
}
