"use client";

import { useRouter } from "next/navigation";
import { type Path, type PathValue, useWatch } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FormError } from "@/components/ui/form-error";
import { useActionForm } from "@/components/ui/use-action-form";
import { formatCounted } from "@/lib/format";
import { type ColumnUse, type ImportFormat, type ImportOptions, importOptionsSchema } from "@/lib/imports/schema";
import type { ImportDetail } from "@/lib/imports/views";
import { ColumnTable } from "./column-table";
import { ConsentFields } from "./consent-fields";
import { NumberFields } from "./number-fields";
import type { ImportScreenProps } from "./types";

type MappingFormProps = Pick<ImportScreenProps, "found" | "sample" | "tags" | "defaultCountry" | "today"> & {
  format: ImportFormat;
  actions: Pick<ImportScreenProps["actions"], "check">;
};

/** Everything asked about a file: columns, country, tags, consent. The server parses with the same schema. */
export function MappingForm({ found, format, sample, tags, defaultCountry, today, actions }: MappingFormProps) {
  const { options, set, props, fields, message, isBusy } = useMapping({ found, format, defaultCountry, actions });
  const setColumn = (at: number, use: ColumnUse) =>
    set({ columns: options.columns.map((one, index) => (index === at ? use : one)) });
  return (
    <form {...props} className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
      <FormError message={message ?? summaryOf(fields)} />
      <Card
        title="Columns"
        description={`${encodingWords[format.encoding]}, separated by ${delimiterWords[format.delimiter] ?? "commas"}. Check the guesses below.`}
        padded={false}
      >
        <ColumnTable {...{ options, sample, fields, setColumn }} onHeader={(hasHeader) => set({ hasHeader })} />
      </Card>
      <Card title="Numbers and tags">
        <NumberFields {...{ options, tags, fields, set }} />
      </Card>
      <Card title="Consent" description="Kept as evidence for every new person. Without consent nobody may be texted.">
        <ConsentFields {...{ options, fields, today, set }} />
      </Card>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" loading={isBusy}>
          Check {formatCounted(found.rows, "row")}
        </Button>
        <p className="text-sm text-ink-3">Nothing is written yet: next you see what would change.</p>
      </div>
    </form>
  );
}

type Mapping = Pick<MappingFormProps, "found" | "format" | "defaultCountry" | "actions">;

function useMapping({ found, format, defaultCountry, actions }: Mapping) {
  const router = useRouter();
  const { form, ...rest } = useActionForm(importOptionsSchema, (options) => actions.check({ id: found.id, options }), {
    defaultValues: found.options ?? firstOptions(found, format, defaultCountry),
    fieldOf: (path) => path.replace(/^options\./, ""),
    onSuccess: () => router.refresh(),
  });
  const options = useWatch({ control: form.control }) as ImportOptions;
  /** A complaint goes away when its field has been mended. */
  const set = (change: Partial<ImportOptions>) => {
    for (const name of Object.keys(change) as Path<ImportOptions>[]) {
      const value = change[name as keyof ImportOptions] as PathValue<ImportOptions, typeof name>;
      form.setValue(name, value, { shouldDirty: true, shouldValidate: form.formState.isSubmitted });
    }
  };
  return { options, set, ...rest };
}

function firstOptions({ hasHeader }: ImportDetail, format: ImportFormat, defaultCountry: string): ImportOptions {
  const { columns, country } = format;
  const answers = { tags: [], consentSource: "", consentDay: "", consentWording: "" };
  return { hasHeader, columns, country: country ?? defaultCountry, ...answers };
}

/** The form is long: what is wrong further down is said on top as well. */
function summaryOf(fields: Record<string, string>): string | null {
  if (Object.keys(fields).length === 0) return null;
  return fields.columns ?? "Some answers are missing.";
}

const encodingWords: Record<ImportFormat["encoding"], string> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  "windows-1252": "Windows-1252",
  mixed: "UTF-8 and Windows-1252 mixed",
};

const delimiterWords: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" };
