import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { SubscriberList } from "@/components/subscribers/subscriber-list";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/permissions";
import { requireViewer } from "@/lib/auth/viewer";
import { formatCount, formatCounted } from "@/lib/format";
import * as actions from "../actions";
import { Buttons } from "./buttons";
import { getSubscribersScreen } from "./subscribers-screen";

export const metadata: Metadata = { title: "Subscribers" };

type SubscribersPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const bulk = { tag: actions.tagSubscribersAction, untag: actions.untagSubscribersAction };

export default async function SubscribersPage({ searchParams }: SubscribersPageProps) {
  const viewer = await requireViewer("subscriber.read");
  const { counts, country, ...list } = await getSubscribersScreen(viewer, await searchParams);
  return (
    <Page crumbs={[{ label: "Subscribers" }]}>
      <PageHeader
        title="Subscribers"
        description={`${formatCounted(counts.subscribers, "person", "people")} · ${formatCount(counts.optedOut)} opted out`}
        actions={<Buttons viewer={viewer} tags={list.tags} country={country} />}
      />
      <SubscriberList
        {...list}
        search={actions.searchSubscribersAction}
        bulk={may(viewer, "subscriber.write") ? bulk : null}
      />
    </Page>
  );
}
