"use client";

import { Clock } from "lucide-react";
import { useRef } from "react";
import { Card } from "@/components/ui/card";
import { FieldError } from "@/components/ui/field";
import { RadioGroup } from "@/components/ui/radio";
import type { Start } from "@/lib/campaigns/schema";
import { startSpan } from "@/lib/campaigns/timing";
import type { Turns } from "@/lib/campaigns/views";
import { DateTimeFields } from "./date-time-fields";
import { clockWords, instantWords, spanWords, tomorrowAtTen, untilWords } from "./when-words";

type StartCardProps = {
  start: Start;
  onChange: (start: Start) => void;
  /** What is wrong with the times, if anything. */
  problem: string | null;
  /** Of the organisation: where a date begins its life. */
  zone: string;
  /** When people get it by local time; null until it is known. */
  turns: Turns | null;
  now: Date;
};

/** Now, at one moment for everybody, or at the same time of day everywhere. */
export function StartCard({ start, onChange, problem, zone, turns, now }: StartCardProps) {
  // A day once chosen stays chosen while one looks at the other possibilities.
  const chosen = useRef(start.kind === "now" ? null : { ...start, zone: start.kind === "at" ? start.zone : zone });
  const change = (next: Start) => {
    if (next.kind !== "now") chosen.current = { zone: chosen.current?.zone ?? zone, ...next };
    onChange(next);
  };
  const choose = (kind: Start["kind"]) => {
    if (kind === "now") return change({ kind });
    const { date, time, zone: at } = chosen.current ?? tomorrowAtTen(now, zone);
    change(kind === "at" ? { kind, date, time, zone: at } : { kind, date, time });
  };
  return (
    <Card title="Start">
      <div className="grid gap-4">
        <RadioGroup
          legend="When should it leave?"
          hideLegend
          name="start"
          value={start.kind}
          onChange={choose}
          options={options}
        />
        {start.kind === "now" ? null : (
          <DateTimeFields clock={start} onChange={change} now={now} isWrong={problem !== null} />
        )}
        <StartNote start={start} problem={problem} zone={zone} turns={turns} now={now} />
      </div>
    </Card>
  );
}

const options = [
  { value: "now" as const, label: "Now", description: "As soon as you confirm." },
  { value: "at" as const, label: "At a date and time", description: "One moment for everybody." },
  {
    value: "local" as const,
    label: "At the recipients’ local time",
    description: "The same time of day, wherever somebody is.",
  },
];

/** The choice as one sentence that cannot be misread, or what is wrong with it. */
function StartNote({ start, problem, zone, turns, now }: Omit<StartCardProps, "onChange">) {
  if (start.kind === "now" && !problem) return null;
  const span = startSpan(start, now);
  const clocks = clockWords(start);
  return (
    <div role="status" className="grid gap-1.5">
      {problem ? <FieldError>{problem}</FieldError> : null}
      {span && start.kind === "at" ? (
        <p className="text-ink-2">
          <b className="font-[580] text-ink">{instantWords(span.first, start.zone)}</b>
          {/* Not announced anew every minute. */}
          <span aria-live="off">, {untilWords(span.first, now)}</span>
        </p>
      ) : null}
      {span && start.kind === "local" ? (
        <p className="text-ink-2">
          <b className="font-[580] text-ink">{start.time} where each person is.</b>{" "}
          {turns ? spanWords(turns, zone, now) : null}
        </p>
      ) : null}
      {clocks ? (
        <p className="flex items-start gap-1.5 text-sm text-warn">
          <Clock aria-hidden className="mt-0.5" />
          <span>{clocks}</span>
        </p>
      ) : null}
    </div>
  );
}
