"use client";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useSendingControl } from "./control-provider";
import { hasWaiting, waitingWords } from "./words";

export function AllowSending() {
  const { control, actions, run } = useSendingControl();
  if (!actions || !control.stopped) return null;
  return (
    <ConfirmDialog
      trigger={<Button>Allow sending again</Button>}
      title="Allow sending again?"
      confirmLabel="Allow sending again"
      tone="primary"
      onConfirm={() => run(() => actions.allow())}
    >
      {control.locked ? (
        <p>Nothing leaves yet: sending is locked as well, until this database is confirmed.</p>
      ) : (
        <p>
          {waitingWords(control)}
          {hasWaiting(control) ? " They go on where they were stopped, and nobody gets anything twice." : ""} Tests and
          answers to keywords that waited leave as well.
        </p>
      )}
    </ConfirmDialog>
  );
}

export function ConfirmCopy() {
  const { control, actions, run } = useSendingControl();
  if (!actions || !control.locked) return null;
  return (
    <ConfirmDialog
      trigger={<Button>Send from this database</Button>}
      title="Send from this database?"
      confirmLabel="Send from this database"
      onConfirm={() => run(() => actions.confirmCopy())}
    >
      <p>
        If the original still runs, both would send, and the same people would be texted twice. Confirm only if the
        original is gone for good.
      </p>
      <p>
        {waitingWords(control)}
        {hasWaiting(control)
          ? " They are paused, since people may have been texted after the copy was made: you decide about each of them."
          : ""}{" "}
        Tests and answers that were waiting are not sent.
      </p>
    </ConfirmDialog>
  );
}
