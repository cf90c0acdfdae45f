"use client";

import type { FieldControl } from "./field";
import { SearchSelect } from "./search-select";
import { zoneOption, zoneOptions } from "./time-zones";

type ZoneSelectProps = FieldControl & {
  value: string;
  onChange: (zone: string) => void;
  /** Distances from UTC are those of this moment: in summer they differ. */
  at: Date;
};

export function ZoneSelect({ value, onChange, at, ...control }: ZoneSelectProps) {
  return (
    <SearchSelect
      {...control}
      label="Time zone"
      options={() => zoneOptions(at)}
      chosen={zoneOption(value, at)}
      value={value}
      onChange={onChange}
    />
  );
}
