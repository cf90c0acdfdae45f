"use client";

import { OctagonX } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useSendingControl } from "./control-provider";

/** The kill switch: for administrators, while sending is allowed. `isUrgent` where something is being sent right now. */
export function StopSending({ isUrgent = false }: { isUrgent?: boolean }) {
  const { control, actions, run } = useSendingControl();
  const [reason, setReason] = useState("");
  if (!actions || control.stopped) return null;
  return (
    <ConfirmDialog
      trigger={
        <Button variant={isUrgent ? "danger-solid" : "danger"} icon={<OctagonX />}>
          Stop all sending
        </Button>
      }
      title="Stop all sending?"
      confirmLabel="Stop all sending"
      onOpenChange={() => setReason("")}
      onConfirm={() => run(() => actions.stop({ reason }))}
    >
      <p>
        Within two seconds nothing more is handed to Sinch: no campaign, no test, no answer to a keyword. What Sinch has
        already accepted still arrives.
      </p>
      <p>
        Nobody is lost: everything waits, also through restarts, until an administrator allows sending again. Only what
        must not arrive later than a certain moment is skipped when that has passed.
      </p>
      <Field label="Why?" hint="Everybody who signs in sees it." optional>
        {(attributes) => (
          <Input
            {...attributes}
            value={reason}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
