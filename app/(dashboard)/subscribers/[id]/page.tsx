import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { SubscriberPerson } from "@/components/subscribers/subscriber-person";
import { may } from "@/lib/auth/permissions";
import { requireViewer } from "@/lib/auth/viewer";
import * as actions from "../actions";
import { getSubscriberScreen } from "./subscriber-screen";

export const metadata: Metadata = { title: "Subscriber" };

const writing = {
  change: actions.changeSubscriberAction,
  recordConsent: actions.recordConsentAction,
  tag: actions.tagSubscribersAction,
  untag: actions.untagSubscribersAction,
};

export default async function SubscriberPage({ params }: { params: Promise<{ id: string }> }) {
  const viewer = await requireViewer("subscriber.read");
  const screen = await getSubscriberScreen(viewer, (await params).id);
  return (
    <Page crumbs={[{ label: "Subscribers", href: "/subscribers" }, { label: screen.subscriber.name || "No name" }]}>
      <SubscriberPerson
        {...screen}
        actions={may(viewer, "subscriber.write") ? writing : null}
        remove={may(viewer, "subscriber.delete") ? actions.deleteSubscriberAction : null}
      />
    </Page>
  );
}
