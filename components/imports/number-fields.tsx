"use client";

import { useState } from "react";
import { CountrySelect } from "@/components/subscribers/country-select";
import { Field } from "@/components/ui/field";
import { MultiSelect } from "@/components/ui/multi-select";
import { formatCount } from "@/lib/format";
import type { ImportOptions } from "@/lib/imports/schema";
import type { TagRow } from "@/lib/tags/views";

type NumberFieldsProps = {
  options: ImportOptions;
  tags: TagRow[];
  fields: Record<string, string>;
  set: (change: Partial<ImportOptions>) => void;
};

export function NumberFields({ options, tags, fields, set }: NumberFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        label="Country of numbers without a calling code"
        hint="0151 2345678 is read as a number of this country, +43 664 … as what it says."
        error={fields.country}
      >
        {(control) => (
          <CountrySelect
            control={control}
            value={options.country}
            onChange={(country) => set({ country })}
            none="None: reject them"
          />
        )}
      </Field>
      <TagsField {...{ options, tags, fields, set }} />
    </div>
  );
}

/** Tags that exist, and new ones that the import makes. */
function TagsField({ options, tags, fields, set }: NumberFieldsProps) {
  const [made, setMade] = useState<string[]>(() =>
    options.tags.filter((name) => !tags.some((tag) => tag.name === name)),
  );
  const known = tags.map(({ name, subscriberCount }) => ({
    value: name,
    label: name,
    note: formatCount(subscriberCount),
  }));
  const create = (name: string) => {
    setMade([...made, name]);
    set({ tags: [...options.tags, name] });
  };
  return (
    <Field label="Tags for everybody in the file" hint="Campaigns go to people by tag." error={fields.tags} optional>
      {(control) => (
        <MultiSelect
          {...control}
          label="Tags"
          options={[...known, ...made.map((name) => ({ value: name, label: name, note: "new" }))]}
          value={options.tags}
          onChange={(names) => set({ tags: names })}
          onCreate={create}
        />
      )}
    </Field>
  );
}
