import { FileUp, Upload } from "lucide-react";
import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { AddSubscriber } from "@/components/subscribers/add-subscriber";
import { SubscriberList } from "@/components/subscribers/subscriber-list";
import { ManageTags } from "@/components/tags/manage-tags";
import { ButtonLink } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/permissions";
import { requireViewer, type Viewer } from "@/lib/auth/viewer";
import { formatCount, formatCounted } from "@/lib/format";
import { decodeCursor } from "@/lib/paging";
import { getOrganisation } from "@/lib/settings/queries";
import { getSubscriberCounts, listSubscribers } from "@/lib/subscribers/queries";
import { mayStandInAddress } from "@/lib/subscribers/rules";
import { type ListParams, listParamsSchema } from "@/lib/subscribers/schema";
import { listTags } from "@/lib/tags/queries";
import type { TagRow } from "@/lib/tags/views";
import * as actions from "../actions";
import { keptSearch } from "../search-cookie";

export const metadata: Metadata = { title: "Subscribers" };

type SubscribersPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SubscribersPage({ searchParams }: SubscribersPageProps) {
  const viewer = await requireViewer("subscriber.read");
  const state = listParamsSchema.parse(await searchParams);
  const query = await queryOf(state);
  const [page, counts, tags, organisation] = await Promise.all([
    listSubscribers(viewer, { query, tagId: state.tag, status: state.status }, decodeCursor(state.cursor)),
    getSubscriberCounts(viewer),
    listTags(viewer),
    getOrganisation(),
  ]);
  const bulk = { tag: actions.tagSubscribersAction, untag: actions.untagSubscribersAction };
  return (
    <Page crumbs={[{ label: "Subscribers" }]}>
      <PageHeader
        title="Subscribers"
        description={`${formatCounted(counts.subscribers, "person", "people")} · ${formatCount(counts.optedOut)} opted out`}
        actions={<Buttons viewer={viewer} tags={tags} country={organisation.defaultCountry} />}
      />
      <SubscriberList
        {...{ page, state, query, tags }}
        zone={organisation.timeZone}
        search={actions.searchSubscribersAction}
        bulk={may(viewer, "subscriber.write") ? bulk : null}
      />
    </Page>
  );
}

async function queryOf({ q, found }: ListParams): Promise<string> {
  if (found === "number") return keptSearch();
  return q && mayStandInAddress(q) ? q : "";
}

function Buttons({ viewer, tags, country }: { viewer: Viewer; tags: TagRow[]; country: string }) {
  const tagActions = {
    create: actions.createTagAction,
    rename: actions.renameTagAction,
    remove: actions.deleteTagAction,
  };
  return (
    <>
      {may(viewer, "tag.write") ? <ManageTags tags={tags} actions={tagActions} /> : null}
      {may(viewer, "import.run") ? (
        <ButtonLink href="/imports" icon={<FileUp />}>
          Imports
        </ButtonLink>
      ) : null}
      {may(viewer, "subscriber.write") ? (
        <AddSubscriber add={actions.addSubscriberAction} tags={tags} defaultCountry={country} />
      ) : null}
      {may(viewer, "import.run") ? (
        <ButtonLink href="/subscribers/import" variant="primary" icon={<Upload />}>
          Import a file
        </ButtonLink>
      ) : null}
    </>
  );
}
