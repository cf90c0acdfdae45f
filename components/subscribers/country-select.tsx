"use client";

import type { FieldControl } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { countries } from "./country-names";

type CountrySelectProps = {
  control: FieldControl;
  value: string | null;
  onChange: (country: string | null) => void;
  /** Offers this instead of a country. */
  none?: string;
};

const noCountry = "none";

export function CountrySelect({ control, value, onChange, none }: CountrySelectProps) {
  const options = countries().map(({ code, name }) => ({ value: code, label: name }));
  return (
    <Select
      {...control}
      value={value ?? noCountry}
      onValueChange={(next) => onChange(next === noCountry ? null : next)}
      options={none ? [{ value: noCountry, label: none }, ...options] : options}
    />
  );
}
