"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ZoneSelect } from "@/components/ui/zone-select";
import { momentOf, wallClockAt } from "@/lib/compliance/wall-clock";

type DateTimeFieldsProps<Clock> = {
  /** Without a zone there is no field for one. */
  clock: Clock;
  onChange: (clock: Clock) => void;
  now: Date;
  isWrong: boolean;
};

/** A day, a time, and where clocks are read. */
export function DateTimeFields<Clock extends { date: string; time: string; zone?: string }>(
  props: DateTimeFieldsProps<Clock>,
) {
  const { clock, onChange, now, isWrong } = props;
  const { date, time, zone } = clock;
  const wrong = isWrong ? { "aria-invalid": true as const } : {};
  return (
    <div className="grid grid-cols-2 gap-3 max-sm:[&_input]:px-2 sm:grid-cols-[9.5rem_8rem_minmax(0,1fr)]">
      <Field label="Day">
        {(control) => (
          <Input
            {...control}
            {...wrong}
            type="date"
            value={date}
            min={wallClockAt(now, zone ?? "UTC").date}
            max="2099-12-31"
            onChange={({ target }) => onChange({ ...clock, date: target.value })}
          />
        )}
      </Field>
      <Field label="Time">
        {(control) => (
          <Input
            {...control}
            {...wrong}
            type="time"
            value={time}
            onChange={(event) => onChange({ ...clock, time: event.target.value })}
          />
        )}
      </Field>
      {zone === undefined ? null : (
        <ZoneField {...{ date, time, zone, now }} onChange={(chosen) => onChange({ ...clock, zone: chosen })} />
      )}
    </div>
  );
}

type ZoneFieldProps = { date: string; time: string; zone: string; now: Date; onChange: (zone: string) => void };

function ZoneField({ date, time, zone, now, onChange }: ZoneFieldProps) {
  const at = momentOf({ date, time, zone })?.instant ?? now;
  return (
    <Field label="Time zone" className="max-sm:col-span-2">
      {(control) => <ZoneSelect {...control} value={zone} at={at} onChange={onChange} />}
    </Field>
  );
}
