import type { ComponentProps } from "react";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import type { ServerAction } from "@/components/ui/server-action";
import { formatZone } from "@/lib/format";
import type { SubscriberDetail } from "@/lib/subscribers/views";
import type { TagRow } from "@/lib/tags/views";
import type { ChangeTag } from "./bulk-bar";
import { CampaignHistory } from "./campaign-history";
import { ConsentEvidence } from "./consent-evidence";
import { DeleteSubscriber } from "./delete-subscriber";
import { type ChangePerson, EditSubscriber } from "./edit-subscriber";
import { OptedOutNote } from "./opted-out-note";
import { RecordConsent } from "./record-consent";
import { SubscriberFacts } from "./subscriber-facts";
import { SubscriberStatusPill } from "./subscriber-status";
import { SubscriberTags } from "./subscriber-tags";

type SubscriberPersonProps = {
  subscriber: SubscriberDetail;
  evidence: ComponentProps<typeof ConsentEvidence>["events"];
  campaigns: ComponentProps<typeof CampaignHistory>["campaigns"];
  tags: TagRow[];
  zone: string;
  /** Null for those who may only look. */
  actions: {
    change: ChangePerson;
    recordConsent: ServerAction<{ id: number; consent: string }, void>;
    tag: ChangeTag;
    untag: ChangeTag;
  } | null;
  /** Null for those who may not delete. */
  remove: ServerAction<{ id: number }, void> | null;
};

/** One person: how they stand, what is on record about them, and what they were sent. */
export function SubscriberPerson(props: SubscriberPersonProps) {
  const { subscriber, tags, zone, actions, remove } = props;
  return (
    <>
      <PageHeader
        title={subscriber.name || "No name"}
        status={<SubscriberStatusPill status={subscriber.status} />}
        description={subscriber.phone}
        actions={
          <>
            {actions ? <EditSubscriber subscriber={subscriber} change={actions.change} /> : null}
            {remove ? <DeleteSubscriber subscriber={subscriber} remove={remove} /> : null}
          </>
        }
      />
      {subscriber.status === "opted_out" ? <OptedOutNote /> : null}
      <div className="grid items-start gap-3.5 lg:grid-cols-[1fr_340px]">
        <Record {...props} />
        <div className="grid gap-3.5">
          <Card title="Tags">
            <SubscriberTags id={subscriber.id} tags={subscriber.tags} all={tags} actions={actions} />
          </Card>
          <Card title="Details">
            <SubscriberFacts subscriber={subscriber} zone={zone} />
          </Card>
        </div>
      </div>
    </>
  );
}

function Record({ subscriber, evidence, campaigns, zone, actions }: SubscriberPersonProps) {
  const isAsked = actions !== null && subscriber.status === "no_consent";
  return (
    <div className="grid gap-3.5">
      <Card
        title="Consent"
        description="Evidence belongs to the number and outlives the subscriber."
        padded={false}
        actions={isAsked ? <RecordConsent id={subscriber.id} record={actions.recordConsent} /> : null}
      >
        <ConsentEvidence events={evidence} zone={zone} />
      </Card>
      <Card
        title="Campaigns"
        description={`The latest, and why this person did or did not get them. Times in ${formatZone(zone)}.`}
        padded={false}
      >
        <CampaignHistory campaigns={campaigns} zone={zone} />
      </Card>
    </div>
  );
}
