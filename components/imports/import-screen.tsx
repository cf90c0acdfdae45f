import { ButtonLink } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { PageHeader } from "@/components/ui/page-header";
import { formatBytes, formatCounted, formatDateTime } from "@/lib/format";
import type { ImportDetail } from "@/lib/imports/views";
import { ImportPreview } from "./import-preview";
import { ImportProgressCard } from "./import-progress";
import { ImportResult } from "./import-result";
import { ImportStatusPill } from "./import-status";
import { ImportSteps } from "./import-steps";
import { MappingForm } from "./mapping-form";
import { ProblemRows } from "./problem-rows";
import type { ImportScreenProps } from "./types";

/** One page per import, from its columns to its result. */
export function ImportScreen(props: ImportScreenProps) {
  const { found, zone } = props;
  return (
    <>
      <PageHeader
        title={found.fileName}
        status={<ImportStatusPill status={found.status} />}
        description={
          <>
            {found.rows > 0 ? `${formatCounted(found.rows, "row")} · ` : null}
            {formatBytes(found.bytes)} · uploaded {formatDateTime(found.createdAt, zone)}
            {found.createdBy ? ` by ${found.createdBy}` : null}
          </>
        }
      />
      <ImportSteps status={found.status} />
      <Body {...props} />
    </>
  );
}

function Body(props: ImportScreenProps) {
  const { found, problems, outcome, actions, tags } = props;
  switch (found.status) {
    case "mapping":
      return found.format ? <MappingForm {...props} format={found.format} /> : null;
    case "uploading":
    case "checking":
    case "running":
      return <ImportProgressCard id={found.id} progress={found.progress} revise={actions.revise} />;
    case "ready":
      return (
        <>
          <ImportPreview found={found} actions={actions} />
          <ProblemRows found={found} problems={problems} outcome={outcome} />
        </>
      );
    case "done":
      return (
        <>
          <ImportResult found={found} tags={tags} />
          <ProblemRows found={found} problems={problems} outcome={outcome} />
        </>
      );
    default:
      return <NotImported found={found} />;
  }
}

function NotImported({ found }: { found: ImportDetail }) {
  const isFailed = found.status === "failed";
  return (
    <Callout
      tone={isFailed ? "bad" : "info"}
      title={isFailed ? "This file could not be read" : "This file was thrown away"}
      action={<ButtonLink href="/subscribers/import">Import another file</ButtonLink>}
    >
      {found.problem ?? "Nothing was imported."}
    </Callout>
  );
}
