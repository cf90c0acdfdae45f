"use client";

import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { NumberInput } from "@/components/ui/number-input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import type { CanarySize, Guards } from "@/lib/campaigns/schema";
import type { Turns } from "@/lib/campaigns/views";
import { firstPeople, firstWords, restWords } from "./when-words";

type SafeguardsCardProps = {
  guards: Guards;
  onChange: (guards: Guards) => void;
  /** Null while it is being counted. */
  eligible: number | null;
  turns: Turns | null;
};

/** With what these begin when they are switched on. */
const goodCanary = { size: { unit: "percent" as const, amount: 5 }, waitMinutes: 30 };
const goodFailedPercent = 5;
const goodOptOutPercent = 2;

/** What keeps a mistake small. Everything is off unless somebody wants it. */
export function SafeguardsCard({ guards, onChange, eligible, turns }: SafeguardsCardProps) {
  const { canary } = guards;
  return (
    <Card title="Be careful" description="For a large audience, or a text that is new.">
      <div className="grid gap-5">
        <Option
          label="A few people first"
          hint="If something is wrong, only they got it."
          isOn={canary !== null}
          onToggle={(isOn) => onChange({ ...guards, canary: isOn ? goodCanary : null })}
        >
          {canary ? <CanaryFields {...{ guards, canary, onChange, eligible, turns }} /> : null}
        </Option>
        <LimitOptions guards={guards} onChange={onChange} />
      </div>
    </Card>
  );
}

function LimitOptions({ guards, onChange }: Pick<SafeguardsCardProps, "guards" | "onChange">) {
  const { maxFailedPercent, maxOptOutPercent } = guards;
  return (
    <>
      <Option
        label="Pause when texts fail"
        hint="Numbers that do not exist, or an operator that blocks you."
        isOn={maxFailedPercent !== null}
        onToggle={(isOn) => onChange({ ...guards, maxFailedPercent: isOn ? goodFailedPercent : null })}
      >
        <Limit
          label="Highest share of failures, percent"
          value={maxFailedPercent}
          onChange={(percent) => onChange({ ...guards, maxFailedPercent: percent })}
          after="% of the texts with a final report failed"
        />
      </Option>
      <Option
        label="Pause when people opt out"
        hint="The wrong text, or the wrong people."
        isOn={maxOptOutPercent !== null}
        onToggle={(isOn) => onChange({ ...guards, maxOptOutPercent: isOn ? goodOptOutPercent : null })}
      >
        <Limit
          label="Highest share of opt-outs, percent"
          value={maxOptOutPercent}
          onChange={(percent) => onChange({ ...guards, maxOptOutPercent: percent })}
          after="% of the people who were reached opt out"
        />
      </Option>
    </>
  );
}

type OptionProps = {
  label: string;
  hint: string;
  isOn: boolean;
  onToggle: (isOn: boolean) => void;
  children: ReactNode;
};

function Option({ label, hint, isOn, onToggle, children }: OptionProps) {
  return (
    <div className="grid gap-3">
      <Switch label={label} hint={hint} checked={isOn} onCheckedChange={onToggle} />
      {isOn ? <div className="rounded-control bg-sunken px-3.5 py-3">{children}</div> : null}
    </div>
  );
}

type CanaryFieldsProps = SafeguardsCardProps & { canary: NonNullable<Guards["canary"]> };

function CanaryFields({ guards, canary, onChange, eligible, turns }: CanaryFieldsProps) {
  const first = eligible === null ? 0 : firstPeople(canary, eligible, turns);
  const change = (part: Partial<typeof canary>) => onChange({ ...guards, canary: { ...canary, ...part } });
  return (
    <div className="grid gap-2.5">
      <p className={sentence}>
        Send to the first <SizeFields size={canary.size} onChange={(size) => change({ size })} />
        <span className={words}>
          and wait
          <NumberInput
            aria-label="Minutes to wait"
            value={canary.waitMinutes}
            min={1}
            max={1_440}
            onChange={(waitMinutes) => change({ waitMinutes })}
          />
          minutes
        </span>
      </p>
      {eligible === null ? null : (
        <p role="status" className="text-sm text-ink-2">
          <b className="font-[580] text-ink">{firstWords(first)}.</b> {restWords(guards, first, eligible)}
        </p>
      )}
    </div>
  );
}

const units = [
  { value: "people", label: "people" },
  { value: "percent", label: "%" },
];

function SizeFields({ size, onChange }: { size: CanarySize; onChange: (size: CanarySize) => void }) {
  const isPercent = size.unit === "percent";
  return (
    <span className="inline-flex items-center gap-1.5">
      <NumberInput
        // Another unit is another number.
        key={size.unit}
        aria-label="How many go first"
        value={size.amount}
        min={isPercent ? 0.1 : 1}
        max={isPercent ? 100 : 1_000_000}
        digits={isPercent ? 1 : 0}
        onChange={(amount) => onChange({ ...size, amount })}
      />
      <Select
        aria-label="People or percent"
        options={units}
        value={size.unit}
        className="w-24"
        onValueChange={(unit) => onChange(unit === "people" ? { unit, amount: 500 } : goodCanary.size)}
      />
    </span>
  );
}

type LimitProps = { label: string; value: number | null; onChange: (percent: number) => void; after: string };

function Limit({ label, value, onChange, after }: LimitProps) {
  if (value === null) return null;
  return (
    <p className={sentence}>
      Pause when more than
      <NumberInput aria-label={label} value={value} min={0.1} max={100} digits={1} onChange={onChange} />
      {after}
    </p>
  );
}

const words = "inline-flex flex-wrap items-center gap-x-2 gap-y-1.5";
const sentence = `${words} text-ink-2`;
