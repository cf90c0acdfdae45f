import type { Metadata } from "next";
import { LiveCampaign } from "@/components/campaigns/live/live-campaign";
import { RecipientsCard } from "@/components/campaigns/live/recipients-card";
import { UnclearCard } from "@/components/campaigns/live/unclear-card";
import { Page } from "@/components/layout/page";
import { may } from "@/lib/auth/permissions";
import { requireViewer } from "@/lib/auth/viewer";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import * as doors from "../actions";
import { getCampaignScreen } from "./campaign-screen";

export const metadata: Metadata = { title: "Campaign" };

type CampaignPageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const actions = {
  pause: doors.pauseCampaignAction,
  resume: doors.resumeCampaignAction,
  cancel: doors.cancelCampaignAction,
  release: doors.releaseCanaryAction,
  duplicate: doors.duplicateCampaignAction,
  followUp: doors.followUpCampaignAction,
};

export default async function CampaignPage({ params, searchParams }: CampaignPageProps) {
  const viewer = await requireViewer("campaign.read");
  const screen = await getCampaignScreen(viewer, (await params).id, await searchParams);
  const { detail, live, recipients, filter, unclear, zone } = screen;
  const shared = { campaignId: detail.id, zone, readAt: now() };
  const mayControl = may(viewer, "campaign.control");
  // A viewer who may not see numbers may not try them out either.
  const find = may(viewer, "subscriber.reveal") ? doors.findRecipientsAction : null;
  return (
    <Page crumbs={[{ label: "Campaigns", href: "/campaigns" }, { label: detail.name }]}>
      <LiveCampaign
        {...{ detail, zone, actions, mayControl }}
        initial={live}
        messagesPerSecond={env().SINCH_MESSAGES_PER_SECOND}
        mayWrite={may(viewer, "campaign.write")}
        unclear={<UnclearCard {...shared} batches={unclear} decide={mayControl ? doors.decideUnclearAction : null} />}
      >
        <RecipientsCard {...shared} page={recipients} filter={filter} find={find} />
      </LiveCampaign>
    </Page>
  );
}
