"use client";

import { CircleCheck, Database, LockKeyhole, OctagonX } from "lucide-react";
import type { ReactNode } from "react";
import { useSendingControl } from "@/components/control/control-provider";
import { StopSending } from "@/components/control/stop-sending";
import { lockedWords, stoppedWords } from "@/components/control/words";
import { Card, CardRows } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { softTone } from "@/components/ui/tone";

/** The kill switch and the fence: what they are for, and how they stand. The way back is in the banner above every page. */
export function ControlCard() {
  const { control } = useSendingControl();
  return (
    <Card title="May anything be sent?" padded={false}>
      <CardRows className="border-t">
        {control.stopped ? <StoppedRow stopped={control.stopped} /> : <AllowedRow />}
        {control.locked ? <LockedRow locked={control.locked} /> : <OriginalRow />}
      </CardRows>
    </Card>
  );
}

function AllowedRow() {
  return (
    <Row tone="ok" icon={<CircleCheck />} title="Sending is allowed" end={<StopSending />}>
      An administrator can stop everything at once: within two seconds nothing more leaves, until it is allowed again.
    </Row>
  );
}

function StoppedRow({ stopped }: { stopped: Parameters<typeof stoppedWords>[0] }) {
  const { zone } = useSendingControl();
  return (
    <Row tone="bad" icon={<OctagonX />} title="All sending is stopped">
      {stoppedWords(stopped, zone)}
    </Row>
  );
}

function OriginalRow() {
  return (
    <Row tone="ok" icon={<Database />} title="This is the database that sends">
      A copy of it, restored elsewhere, sends nothing until an administrator confirms it there.
    </Row>
  );
}

function LockedRow({ locked }: { locked: Parameters<typeof lockedWords>[0] }) {
  return (
    <Row tone="bad" icon={<LockKeyhole />} title="This looks like a restored copy: sending is locked">
      {lockedWords(locked)} If the original still runs, both would send.
    </Row>
  );
}

type RowProps = { tone: "ok" | "bad"; icon: ReactNode; title: string; end?: ReactNode; children: ReactNode };

/** On a phone the button stands below the words. */
function Row({ tone, icon, title, end, children }: RowProps) {
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-3 px-5 py-4">
      <span aria-hidden className={cn("flex size-8 items-center justify-center rounded-control", softTone[tone])}>
        {icon}
      </span>
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-[550] text-ink">{title}</p>
        <p className="text-ink-3 wrap-anywhere">{children}</p>
      </div>
      {end}
    </li>
  );
}
