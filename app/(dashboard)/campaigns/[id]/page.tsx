import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { LiveCampaign } from "@/components/campaigns/live/live-campaign";
import { RecipientsCard } from "@/components/campaigns/live/recipients-card";
import { UnclearCard } from "@/components/campaigns/live/unclear-card";
import { Page } from "@/components/layout/page";
import { may } from "@/lib/auth/permissions";
import { requireViewer } from "@/lib/auth/viewer";
import { getCampaignLive } from "@/lib/campaigns/live/read";
import { findCampaignDetail } from "@/lib/campaigns/queries/one";
import { listUnclearBatches } from "@/lib/campaigns/queries/unclear";
import { campaignIdSchema } from "@/lib/campaigns/schema";
import { isDraft, isScheduled } from "@/lib/campaigns/status";
import { recipientFilters } from "@/lib/campaigns/views";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { listRecipients } from "@/lib/messages/queries";
import { getOrganisation } from "@/lib/settings/queries";
import {
  cancelCampaignAction,
  decideUnclearAction,
  duplicateCampaignAction,
  findRecipientsAction,
  followUpCampaignAction,
  pauseCampaignAction,
  releaseCanaryAction,
  resumeCampaignAction,
} from "../actions";

export const metadata: Metadata = { title: "Campaign" };

type CampaignPageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const searchSchema = z.object({
  show: z.enum(recipientFilters).catch("all"),
  cursor: z.string().max(200).nullable().catch(null),
});

const actions = {
  pause: pauseCampaignAction,
  resume: resumeCampaignAction,
  cancel: cancelCampaignAction,
  release: releaseCanaryAction,
  duplicate: duplicateCampaignAction,
  followUp: followUpCampaignAction,
};

export default async function CampaignPage({ params, searchParams }: CampaignPageProps) {
  const viewer = await requireViewer("campaign.read");
  const id = campaignIdSchema.safeParse((await params).id);
  const detail = id.success ? await findCampaignDetail(viewer, id.data) : null;
  if (!detail) notFound();
  if (isDraft(detail.status) || isScheduled(detail.status)) redirect(`/campaigns/${detail.id}/edit`);
  const { show, cursor } = searchSchema.parse(await searchParams);
  const [live, recipients, unclear, { timeZone }] = await Promise.all([
    getCampaignLive(viewer, detail.id),
    listRecipients(viewer, { campaignId: detail.id, filter: show, cursor }),
    listUnclearBatches(viewer, detail.id),
    getOrganisation(),
  ]);
  const decide = may(viewer, "campaign.control") ? decideUnclearAction : null;
  // Whoever may not see numbers may not try them out either.
  const find = may(viewer, "subscriber.reveal") ? findRecipientsAction : null;
  return (
    <Page crumbs={[{ label: "Campaigns", href: "/campaigns" }, { label: detail.name }]}>
      <LiveCampaign
        detail={detail}
        initial={live}
        zone={timeZone}
        messagesPerSecond={env().SINCH_MESSAGES_PER_SECOND}
        actions={actions}
        mayControl={may(viewer, "campaign.control")}
        mayWrite={may(viewer, "campaign.write")}
        unclear={
          <UnclearCard campaignId={detail.id} batches={unclear} zone={timeZone} readAt={now()} decide={decide} />
        }
      >
        <RecipientsCard
          campaignId={detail.id}
          page={recipients}
          filter={show}
          zone={timeZone}
          readAt={now()}
          find={find}
        />
      </LiveCampaign>
    </Page>
  );
}
