import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Composer } from "@/components/campaigns/compose/composer";
import { ScheduledCampaign } from "@/components/campaigns/compose/scheduled-campaign";
import { Page } from "@/components/layout/page";
import { requireViewer } from "@/lib/auth/viewer";
import { isDraft, isScheduled } from "@/lib/campaigns/status";
import type { CampaignDraft } from "@/lib/campaigns/views";
import * as doors from "../../actions";
import { readCampaign } from "../draft";
import { getDraftScreen, getScheduledScreen } from "./edit-screens";

export const metadata: Metadata = { title: "Write a campaign" };

const actions = {
  save: doors.saveDraftAction,
  read: doors.readDraftAction,
  remove: doors.deleteDraftAction,
  count: doors.countAudienceAction,
  preview: doors.previewAction,
  test: doors.sendTestAction,
  launch: doors.launchCampaignAction,
  schedule: doors.scheduleCampaignAction,
  turns: doors.turnsAction,
};

const scheduledActions = {
  unschedule: doors.unscheduleCampaignAction,
  cancel: doors.cancelCampaignAction,
  launch: doors.launchCampaignAction,
};

export default async function EditCampaignPage({ params }: { params: Promise<{ id: string }> }) {
  const draft = await readCampaign((await params).id);
  return (
    <Page crumbs={[{ label: "Campaigns", href: "/campaigns" }, { label: draft.name || "Draft" }]}>
      {isScheduled(draft.status) ? <Scheduled campaign={draft} /> : <Draft draft={draft} />}
    </Page>
  );
}

/** Every viewer may look at what is planned. */
async function Scheduled({ campaign }: { campaign: CampaignDraft }) {
  const screen = await getScheduledScreen(await requireViewer("campaign.read"), campaign);
  return <ScheduledCampaign {...{ campaign, ...screen }} actions={scheduledActions} />;
}

async function Draft({ draft }: { draft: CampaignDraft }) {
  const viewer = await requireViewer("campaign.write");
  if (!isDraft(draft.status)) redirect(`/campaigns/${draft.id}`);
  return <Composer {...(await getDraftScreen(viewer, draft))} actions={actions} />;
}
