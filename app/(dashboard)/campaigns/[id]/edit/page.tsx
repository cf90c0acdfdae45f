import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { Composer } from "@/components/campaigns/compose/composer";
import { Page } from "@/components/layout/page";
import { may } from "@/lib/auth/permissions";
import { requireViewer, type Viewer } from "@/lib/auth/viewer";
import { getAudienceCount, listAudienceTags } from "@/lib/campaigns/queries/audience-count";
import { findCampaign, findCampaignName } from "@/lib/campaigns/queries/one";
import { listMergeFields, previewAudience } from "@/lib/campaigns/queries/preview";
import { isDraft } from "@/lib/campaigns/rules";
import { campaignIdSchema } from "@/lib/campaigns/schema";
import type { CampaignDraft } from "@/lib/campaigns/views";
import { env } from "@/lib/env";
import { getOrganisation } from "@/lib/settings/queries";
import {
  countAudienceAction,
  deleteDraftAction,
  launchCampaignAction,
  previewAction,
  readDraftAction,
  saveDraftAction,
  sendTestAction,
} from "../../actions";

export const metadata: Metadata = { title: "Write a campaign" };

const actions = {
  save: saveDraftAction,
  read: readDraftAction,
  remove: deleteDraftAction,
  count: countAudienceAction,
  preview: previewAction,
  test: sendTestAction,
  launch: launchCampaignAction,
};

export default async function EditCampaignPage({ params }: { params: Promise<{ id: string }> }) {
  const viewer = await requireViewer("campaign.write");
  const id = campaignIdSchema.safeParse((await params).id);
  const draft = id.success ? await findCampaign(viewer, id.data) : null;
  if (!draft) notFound();
  if (!isDraft(draft.status)) redirect(`/campaigns/${draft.id}`);
  const { audience, body } = draft;
  const [count, preview, facts] = await Promise.all([
    getAudienceCount(viewer, audience),
    previewAudience(viewer, { audience, body }),
    factsFor(viewer, draft),
  ]);
  return (
    <Page crumbs={[{ label: "Campaigns", href: "/campaigns" }, { label: draft.name || "Draft" }]}>
      <Composer initial={draft} initialCount={count} initialPreview={preview} facts={facts} actions={actions} />
    </Page>
  );
}

async function factsFor(viewer: Viewer, { id: campaignId, audience: { followUpOf } }: CampaignDraft) {
  const [tags, fields, organisation, original] = await Promise.all([
    listAudienceTags(viewer),
    listMergeFields(viewer),
    getOrganisation(),
    followUpOf === null ? null : findCampaignName(viewer, followUpOf),
  ]);
  return {
    campaignId,
    tags,
    fields,
    optOutLine: organisation.optOutLine,
    organisation: organisation.name,
    defaultCountry: organisation.defaultCountry,
    zone: organisation.timeZone,
    sender: env().SINCH_NUMBER,
    messagesPerSecond: env().SINCH_MESSAGES_PER_SECOND,
    maySend: may(viewer, "campaign.send"),
    followUpOf: original,
  };
}
