import type { ReactNode } from "react";
import { LiveRefresh } from "@/components/live/live-refresh";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { FilterPills } from "@/components/ui/tabs";
import { type CampaignGroup, type CampaignRow, campaignGroups, groupStatuses } from "@/lib/campaigns/views";
import type { Page } from "@/lib/paging";
import { CampaignTable } from "./campaign-table";

type CampaignListProps = {
  page: Page<CampaignRow>;
  group: CampaignGroup;
  zone: string;
  /** For the empty list; null for those who may not write. */
  newButton: ReactNode;
  icon: ReactNode;
};

const groupWords: Record<CampaignGroup, string> = {
  all: "All",
  drafts: "Drafts",
  running: "Running",
  over: "Finished",
};

export function CampaignList({ page, group, zone, newButton, icon }: CampaignListProps) {
  const isFirst = group === "all" && page.rows.length === 0 && page.previous === null;
  if (isFirst) return <FirstCampaign newButton={newButton} icon={icon} />;
  const hrefOf = (cursor: string | null) => (cursor ? `/campaigns?show=${group}&cursor=${cursor}` : null);
  return (
    <Card padded={false} title={groupTitle[group]} actions={<GroupPills group={group} />}>
      <LiveRefresh topic={page.rows.some(moves) ? "campaigns" : null} everyMs={refreshMs} />
      {page.rows.length === 0 ? (
        <div className="border-t">
          <EmptyState
            icon={icon}
            title={emptyWords[group]}
            action={<ButtonLink href="/campaigns">Show all</ButtonLink>}
          />
        </div>
      ) : (
        <CampaignTable rows={page.rows} zone={zone} mayWrite={newButton !== null} />
      )}
      {page.next || page.previous ? (
        <Pager label="Pages of campaigns" previousHref={hrefOf(page.previous)} nextHref={hrefOf(page.next)} />
      ) : null}
    </Card>
  );
}

const refreshMs = 5_000;

/** Under way, or waiting for its time. */
const moves = ({ status }: CampaignRow) => groupStatuses.running?.includes(status) ?? false;

const groupTitle: Record<CampaignGroup, string> = {
  all: "All campaigns",
  drafts: "Drafts",
  running: "Running campaigns",
  over: "Finished campaigns",
};

const emptyWords: Record<CampaignGroup, string> = {
  all: "No campaigns on this page",
  drafts: "No drafts",
  running: "Nothing is being sent",
  over: "No campaign has finished yet",
};

function GroupPills({ group }: { group: CampaignGroup }) {
  const items = campaignGroups.map((one) => ({
    label: groupWords[one],
    href: one === "all" ? "/campaigns" : `/campaigns?show=${one}`,
    active: one === group,
  }));
  return <FilterPills label="Filter campaigns" items={items} />;
}

function FirstCampaign({ newButton, icon }: Pick<CampaignListProps, "newButton" | "icon">) {
  return (
    <Card padded={false}>
      <EmptyState
        icon={icon}
        title="No campaigns yet"
        action={
          <>
            {newButton}
            <ButtonLink href="/subscribers">See subscribers</ButtonLink>
          </>
        }
      >
        A campaign is one text to many people. Give it a name, choose who gets it, write the text, send yourself a test,
        and confirm the exact number. Nothing leaves before that.
      </EmptyState>
    </Card>
  );
}
