import { CampaignTable } from "@/components/campaigns/list/campaign-table";
import { LiveRefresh } from "@/components/live/live-refresh";
import { TextLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { type CampaignRow, groupStatuses } from "@/lib/campaigns/views";

type CampaignsCardProps = { rows: readonly CampaignRow[]; zone: string };

const refreshMs = 3_000;

/** Running campaigns, then the last ones. While something runs or is planned, the whole page is kept fresh. */
export function CampaignsCard({ rows, zone }: CampaignsCardProps) {
  const isMoving = rows.some(({ status }) => groupStatuses.running?.includes(status));
  return (
    <Card title="Campaigns" padded={false} actions={<TextLink href="/campaigns">All campaigns</TextLink>}>
      <LiveRefresh topic={isMoving ? "overview" : null} everyMs={refreshMs} />
      <CampaignTable rows={rows} zone={zone} />
    </Card>
  );
}
