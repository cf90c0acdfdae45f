import { FileUp, Upload } from "lucide-react";
import { AddSubscriber } from "@/components/subscribers/add-subscriber";
import { ManageTags } from "@/components/tags/manage-tags";
import { ButtonLink } from "@/components/ui/button";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer";
import type { TagRow } from "@/lib/tags/views";
import * as actions from "../actions";

const tagActions = {
  create: actions.createTagAction,
  rename: actions.renameTagAction,
  remove: actions.deleteTagAction,
};

/** Each for those who may do it. */
export function Buttons({ viewer, tags, country }: { viewer: Viewer; tags: TagRow[]; country: string }) {
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
