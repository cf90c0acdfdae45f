import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Page } from "@/components/layout/page";
import { CampaignHistory } from "@/components/subscribers/campaign-history";
import { ConsentEvidence } from "@/components/subscribers/consent-evidence";
import { DeleteSubscriber } from "@/components/subscribers/delete-subscriber";
import { EditSubscriber } from "@/components/subscribers/edit-subscriber";
import { OptedOutNote } from "@/components/subscribers/opted-out-note";
import { RecordConsent } from "@/components/subscribers/record-consent";
import { SubscriberFacts } from "@/components/subscribers/subscriber-facts";
import { SubscriberStatusPill } from "@/components/subscribers/subscriber-status";
import { SubscriberTags } from "@/components/subscribers/subscriber-tags";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/permissions";
import { requireViewer } from "@/lib/auth/viewer";
import { isAppError } from "@/lib/errors";
import { formatZone } from "@/lib/format";
import { listCampaignsOf } from "@/lib/messages/history";
import { getOrganisation } from "@/lib/settings/queries";
import { getSubscriber, listConsentEvidence } from "@/lib/subscribers/queries";
import { subscriberIdSchema } from "@/lib/subscribers/schema";
import { listTags } from "@/lib/tags/queries";
import * as actions from "../actions";

export const metadata: Metadata = { title: "Subscriber" };

export default async function SubscriberPage({ params }: { params: Promise<{ id: string }> }) {
  const viewer = await requireViewer("subscriber.read");
  const id = subscriberIdSchema.safeParse((await params).id).data ?? notFound();
  const [subscriber, evidence, campaigns, tags, { timeZone }] = await Promise.all([
    getSubscriber(viewer, id).catch((error) =>
      isAppError(error) && error.code === "not_found" ? notFound() : Promise.reject(error),
    ),
    listConsentEvidence(viewer, id),
    listCampaignsOf(viewer, id),
    listTags(viewer),
    getOrganisation(),
  ]);
  const mayWrite = may(viewer, "subscriber.write");
  const name = subscriber.name || "No name";
  const bulk = { tag: actions.tagSubscribersAction, untag: actions.untagSubscribersAction };
  return (
    <Page crumbs={[{ label: "Subscribers", href: "/subscribers" }, { label: name }]}>
      <PageHeader
        title={name}
        status={<SubscriberStatusPill status={subscriber.status} />}
        description={subscriber.phone}
        actions={
          <>
            {mayWrite ? <EditSubscriber subscriber={subscriber} change={actions.changeSubscriberAction} /> : null}
            {may(viewer, "subscriber.delete") ? (
              <DeleteSubscriber subscriber={subscriber} remove={actions.deleteSubscriberAction} />
            ) : null}
          </>
        }
      />
      {subscriber.status === "opted_out" ? <OptedOutNote /> : null}
      <div className="grid items-start gap-3.5 lg:grid-cols-[1fr_340px]">
        <div className="grid gap-3.5">
          <Card
            title="Consent"
            description="Evidence belongs to the number and outlives the subscriber."
            padded={false}
            actions={
              mayWrite && subscriber.status === "no_consent" ? (
                <RecordConsent id={id} record={actions.recordConsentAction} />
              ) : null
            }
          >
            <ConsentEvidence events={evidence} zone={timeZone} />
          </Card>
          <Card
            title="Campaigns"
            description={`The latest, and why this person did or did not get them. Times in ${formatZone(timeZone)}.`}
            padded={false}
          >
            <CampaignHistory campaigns={campaigns} zone={timeZone} />
          </Card>
        </div>
        <div className="grid gap-3.5">
          <Card title="Tags">
            <SubscriberTags id={id} tags={subscriber.tags} all={tags} actions={mayWrite ? bulk : null} />
          </Card>
          <Card title="Details">
            <SubscriberFacts subscriber={subscriber} zone={timeZone} />
          </Card>
        </div>
      </div>
    </Page>
  );
}
