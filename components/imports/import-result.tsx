import { PenLine } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { formatCounted, formatDuration } from "@/lib/format";
import type { ImportDetail } from "@/lib/imports/views";
import type { TagRow } from "@/lib/tags/views";
import { ImportFigures } from "./import-figures";

export function ImportResult({ found, tags }: { found: ImportDetail; tags: TagRow[] }) {
  const { counts } = found.progress;
  const people = counts.created + counts.updated + counts.unchanged;
  const given = tags.filter(({ id }) => found.tagIds.includes(id));
  const took = found.startedAt && found.finishedAt ? found.finishedAt.getTime() - found.startedAt.getTime() : null;
  const listHref = given[0] ? `/subscribers?tag=${given[0].id}` : "/subscribers";
  const campaignHref = given[0] ? `/campaigns/new?tag=${given[0].id}` : "/campaigns/new";
  return (
    <Card
      title={`${formatCounted(people, "person", "people")} imported`}
      description={
        <>
          {given.length > 0 ? `Tagged ${given.map(({ name }) => name).join(", ")}. ` : null}
          {took === null ? null : tookWords(took)}
        </>
      }
      footer={
        people > 0 ? (
          <div className="flex flex-wrap items-center gap-2">
            <ButtonLink href={campaignHref} variant="primary" icon={<PenLine />} className="max-sm:w-full max-sm:px-2">
              Create a campaign for these people
            </ButtonLink>
            <ButtonLink href={listHref}>See them</ButtonLink>
          </div>
        ) : null
      }
    >
      <div className="grid gap-4">
        <ImportFigures counts={counts} />
        {counts.suppressed > 0 ? (
          <Callout tone="info" title={`${formatCounted(counts.suppressed, "person", "people")} had opted out`}>
            They are subscribers and stay opted out. A suppressed number is never revived by a file.
          </Callout>
        ) : null}
      </div>
    </Card>
  );
}

function tookWords(ms: number): string {
  return ms < 1_000 ? "Took less than a second." : `Took ${formatDuration(ms)}.`;
}
