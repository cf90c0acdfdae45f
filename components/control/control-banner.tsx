"use client";

import { LockKeyhole, OctagonX } from "lucide-react";
import { Callout } from "@/components/ui/callout";
import { AllowSending, ConfirmCopy } from "./allow-sending";
import { useSendingControl } from "./control-provider";
import { lockedWords, stoppedWords } from "./words";

/** On top of every page while nothing may be sent: who said so, when, why, and the way back. */
export function ControlBanner() {
  const { control, actions, zone } = useSendingControl();
  const { stopped, locked } = control;
  return (
    <div role="status" className="grid gap-3.5 empty:hidden">
      {locked ? (
        <Callout
          tone="bad"
          icon={<LockKeyhole />}
          title="This looks like a restored copy of the database: sending is locked"
          action={<ConfirmCopy />}
        >
          {lockedWords(locked)} Nothing leaves until an administrator confirms: if the original still runs, both would
          send.
        </Callout>
      ) : null}
      {stopped ? (
        <Callout tone="bad" icon={<OctagonX />} title="All sending is stopped" action={<AllowSending />}>
          <span className="wrap-anywhere">{stoppedWords(stopped, zone)}</span> Everything waits.
          {actions ? "" : " An administrator can allow it again."}
        </Callout>
      ) : null}
    </div>
  );
}
