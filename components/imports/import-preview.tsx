"use client";

import { Columns3, Trash2, Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { callAction, type ServerAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import { formatCounted } from "@/lib/format";
import type { ImportDetail } from "@/lib/imports/views";
import { ImportFigures } from "./import-figures";
import type { ImportActions } from "./types";
import { readWords, suppressedWords, tagsWords } from "./words";

/** What would change, before anything does. */
export function ImportPreview({ found, actions }: { found: ImportDetail; actions: ImportActions }) {
  const router = useRouter();
  const [isBusy, start] = useTransition();
  const counts = found.preview;
  if (!counts) return null;
  const people = counts.created + counts.updated + counts.unchanged;
  const send = (action: ServerAction<{ id: number }, void>) =>
    start(async () => {
      const result = await callAction(action, { id: found.id });
      if (!result.ok) toast.error(result.error.message);
      router.refresh();
    });
  const buttons = (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        variant="primary"
        icon={<Upload />}
        loading={isBusy}
        disabled={people === 0}
        onClick={() => send(actions.start)}
      >
        {wordsOnButton(people, counts.created + counts.updated)}
      </Button>
      <Button icon={<Columns3 />} disabled={isBusy} onClick={() => send(actions.revise)}>
        Change columns
      </Button>
      <ThrowAway found={found} onConfirm={() => send(actions.cancel)} />
    </div>
  );
  return (
    <Card title="What this import would change" description="Nothing has been written yet." footer={buttons}>
      <div className="grid gap-4">
        <ImportFigures counts={counts} />
        <Remarks counts={counts} people={people} />
        <Answers found={found} />
      </div>
    </Card>
  );
}

function Remarks({ counts, people }: { counts: NonNullable<ImportDetail["preview"]>; people: number }) {
  return (
    <>
      {counts.suppressed > 0 ? (
        <Callout tone="info" title={`${formatCounted(counts.suppressed, "person", "people")} opted out earlier`}>
          {suppressedWords(counts.suppressed)}
        </Callout>
      ) : null}
      {counts.rejected > people ? (
        <Callout
          tone="warn"
          title={people === 0 ? "Not one row can be imported" : "More than half of the rows are rejected"}
        >
          The reasons are below. Was the right column chosen for the phone number, and the right country?
        </Callout>
      ) : null}
    </>
  );
}

function wordsOnButton(people: number, changed: number): string {
  if (people === 0) return "Nothing to import";
  return changed === 0 ? "Finish: nothing to change" : `Import ${formatCounted(changed, "person", "people")}`;
}

function ThrowAway({ found, onConfirm }: { found: ImportDetail; onConfirm: () => void }) {
  return (
    <ConfirmDialog
      trigger={
        <Button variant="danger" icon={<Trash2 />}>
          Throw away
        </Button>
      }
      title="Throw this file away?"
      confirmLabel={`Throw away ${formatCounted(found.rows, "row")}`}
      onConfirm={onConfirm}
    >
      <p>The uploaded rows are removed. No subscriber has been changed.</p>
    </ConfirmDialog>
  );
}

/** What was answered, so that the confirmation confirms it too. */
function Answers({ found }: { found: ImportDetail }) {
  const { options } = found;
  if (!options) return null;
  return (
    <p className="text-ink-2">
      {options.tags.length > 0 ? (
        <>
          {tagsWords(options.tags.length)} <strong className="text-ink">{options.tags.join(", ")}</strong>.{" "}
        </>
      ) : null}
      Consent: “{options.consentWording}”, {options.consentSource}, {options.consentDay}.
      {found.preview ? ` ${readWords(found.rows)}` : null}
    </p>
  );
}
