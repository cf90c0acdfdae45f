"use client";

import { Card } from "@/components/ui/card";
import { FieldError } from "@/components/ui/field";
import { Switch } from "@/components/ui/switch";
import type { Timing } from "@/lib/campaigns/schema";
import { latestMoment } from "@/lib/campaigns/timing";
import { wallClockAt } from "@/lib/compliance/wall-clock";
import { DateTimeFields } from "./date-time-fields";
import { instantWords, lastCall, notAfterZone } from "./when-words";

type NotAfterCardProps = {
  timing: Timing;
  onChange: (timing: Timing) => void;
  problem: string | null;
  /** How long sending it all takes. */
  sendingMs: number;
  zone: string;
  now: Date;
};

/** The moment after which the text would be wrong: an offer that ended, doors that opened. */
export function NotAfterCard({ timing, onChange, problem, sendingMs, zone, now }: NotAfterCardProps) {
  const { notAfter } = timing;
  const end = latestMoment(timing, now, sendingMs);
  const here = notAfterZone(timing, zone);
  const toggle = (isOn: boolean) => {
    const proposed = wallClockAt(latestMoment({ ...timing, notAfter: null }, now, sendingMs) ?? now, here);
    onChange({ ...timing, notAfter: isOn ? proposed : null });
  };
  return (
    <Card title="Not after">
      <div className="grid gap-4">
        <Switch
          label="Stop at a certain time"
          hint="For what is no longer true later: an offer that ends, doors that open."
          checked={notAfter !== null}
          onCheckedChange={toggle}
        />
        {notAfter ? (
          <DateTimeFields
            clock={notAfter}
            onChange={(next) => onChange({ ...timing, notAfter: next })}
            now={now}
            isWrong={problem !== null}
          />
        ) : null}
        <div role="status" className="grid gap-1.5">
          {problem ? <FieldError>{problem}</FieldError> : null}
          <p className="text-sm text-ink-2">{endWords(timing, end && instantWords(end, here))}</p>
        </div>
      </div>
    </Card>
  );
}

function endWords({ start, notAfter }: Timing, end: string | null): string {
  const left = "People who were not texted by then are skipped as too late.";
  if (end === null) return left;
  if (notAfter) return `Nothing leaves after ${end}. ${left}`;
  return `Without one, nothing leaves later than ${lastCall(start)}: ${end}. ${left}`;
}
