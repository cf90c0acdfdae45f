import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { Composer } from "@/components/campaigns/compose/composer";
import { ScheduledCampaign } from "@/components/campaigns/compose/scheduled-campaign";
import { Page } from "@/components/layout/page";
import { getAudienceCount } from "@/lib/audience/queries";
import { requireViewer } from "@/lib/auth/viewer";
import { findCampaign, findSchedule } from "@/lib/campaigns/queries/one";
import { previewAudience } from "@/lib/campaigns/queries/preview";
import { getTurns } from "@/lib/campaigns/queries/turns";
import { campaignIdSchema } from "@/lib/campaigns/schema";
import { isDraft, isScheduled } from "@/lib/campaigns/status";
import { turnsMatter } from "@/lib/campaigns/timing";
import type { CampaignDraft } from "@/lib/campaigns/views";
import {
  cancelCampaignAction,
  countAudienceAction,
  deleteDraftAction,
  launchCampaignAction,
  previewAction,
  readDraftAction,
  saveDraftAction,
  scheduleCampaignAction,
  sendTestAction,
  turnsAction,
  unscheduleCampaignAction,
} from "../../actions";
import { factsFor } from "./facts";

export const metadata: Metadata = { title: "Write a campaign" };

const actions = {
  save: saveDraftAction,
  read: readDraftAction,
  remove: deleteDraftAction,
  count: countAudienceAction,
  preview: previewAction,
  test: sendTestAction,
  launch: launchCampaignAction,
  schedule: scheduleCampaignAction,
  turns: turnsAction,
};

export default async function EditCampaignPage({ params }: { params: Promise<{ id: string }> }) {
  const viewer = await requireViewer("campaign.read");
  const id = campaignIdSchema.safeParse((await params).id);
  const draft = id.success ? await findCampaign(viewer, id.data) : null;
  if (!draft) notFound();
  return (
    <Page crumbs={[{ label: "Campaigns", href: "/campaigns" }, { label: draft.name || "Draft" }]}>
      {isScheduled(draft.status) ? <Scheduled campaign={draft} /> : <Draft draft={draft} />}
    </Page>
  );
}

/** Everybody may look at what is planned. */
async function Scheduled({ campaign }: { campaign: CampaignDraft }) {
  const viewer = await requireViewer("campaign.read");
  const [schedule, { eligible }, facts] = await Promise.all([
    findSchedule(viewer, campaign.id),
    getAudienceCount(viewer, campaign.audience),
    factsFor(viewer, campaign),
  ]);
  // It started while the page was being made.
  if (!schedule) redirect(`/campaigns/${campaign.id}`);
  const actions = {
    unschedule: unscheduleCampaignAction,
    cancel: cancelCampaignAction,
    launch: launchCampaignAction,
  };
  const { audience, timing, guards } = campaign;
  const { ignoresQuietHours } = guards;
  const turns = turnsMatter(timing.start, facts.hasQuietHours && !ignoresQuietHours)
    ? await getTurns(viewer, { audience, start: timing.start, ignoresQuietHours })
    : null;
  return <ScheduledCampaign {...{ campaign, schedule, eligible, turns, facts, actions }} />;
}

async function Draft({ draft }: { draft: CampaignDraft }) {
  const viewer = await requireViewer("campaign.write");
  if (!isDraft(draft.status)) redirect(`/campaigns/${draft.id}`);
  const { audience, body } = draft;
  const [count, preview, facts] = await Promise.all([
    getAudienceCount(viewer, audience),
    previewAudience(viewer, { audience, body }),
    factsFor(viewer, draft),
  ]);
  return <Composer initial={draft} initialCount={count} initialPreview={preview} facts={facts} actions={actions} />;
}
