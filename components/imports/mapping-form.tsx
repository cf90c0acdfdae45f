"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { askSafely } from "@/components/ui/ask";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { messageOf } from "@/components/ui/use-ask";
import { formatCounted } from "@/lib/format";
import { type ColumnUse, type ImportFormat, type ImportOptions, importOptionsSchema } from "@/lib/imports/schema";
import type { Failure } from "@/lib/result";
import { ColumnTable } from "./column-table";
import { ConsentFields } from "./consent-fields";
import { NumberFields } from "./number-fields";
import type { ImportScreenProps } from "./types";

type Problems = Pick<Failure, "message" | "fields">;

type MappingFormProps = ImportScreenProps & { format: ImportFormat };

/** Everything asked about a file: columns, country, tags, consent. The server parses with the same schema. */
export function MappingForm({ found, format, sample, tags, defaultCountry, today, asks }: MappingFormProps) {
  const router = useRouter();
  const [isBusy, start] = useTransition();
  const [failure, setFailure] = useState<Problems | null>(null);
  const [options, setOptions] = useState<ImportOptions>(() => found.options ?? firstOptions(format, defaultCountry));
  const set = (change: Partial<ImportOptions>) => {
    setOptions((now) => ({ ...now, ...change }));
    setFailure((now) => withoutAnswered(now, Object.keys(change)));
  };
  const setColumn = (at: number, use: ColumnUse) =>
    set({ columns: options.columns.map((one, index) => (index === at ? use : one)) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const problems = problemsOf(options);
    setFailure(problems);
    if (problems) return focusProblem();
    start(async () => {
      const result = await askSafely(asks.check, { id: found.id, options });
      if (result.ok) return router.refresh();
      setFailure({ message: messageOf(result.error), fields: shortNames(result.error.fields) });
      focusProblem();
    });
  };
  const fields = failure?.fields ?? {};
  return (
    <form onSubmit={submit} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
      {failure ? <Callout tone="bad" role="alert" title={failure.message} /> : null}
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

function firstOptions(format: ImportFormat, defaultCountry: string): ImportOptions {
  const { hasHeader, columns, country } = format;
  const answers = { tags: [], consentSource: "", consentDay: "", consentWording: "" };
  return { hasHeader, columns, country: country ?? defaultCountry, ...answers };
}

function problemsOf(options: ImportOptions): Problems | null {
  const parsed = importOptionsSchema.safeParse(options);
  if (parsed.success) return null;
  const fields: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) fields[path.join(".")] ??= message;
  return { message: fields.columns ?? "Some answers are missing.", fields };
}

/** A complaint goes away when its field is being mended; with the last one goes the message. */
function withoutAnswered(problems: Problems | null, names: string[]): Problems | null {
  if (!problems || Object.keys(problems.fields).length === 0) return problems;
  const left = Object.entries(problems.fields).filter(([path]) => !names.includes(path.split(".")[0] ?? ""));
  return left.length > 0 ? { ...problems, fields: Object.fromEntries(left) } : null;
}

function shortNames(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([path, words]) => [path.replace(/^options\./, ""), words]));
}

/** After the next paint: the first field in trouble, or the message above all. */
function focusProblem(): void {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>("main form [aria-invalid]");
    if (field) field.focus();
    else document.querySelector("main form [role=alert]")?.scrollIntoView({ block: "center" });
  });
}

const encodingWords: Record<ImportFormat["encoding"], string> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  "windows-1252": "Windows-1252",
  mixed: "UTF-8 and Windows-1252 mixed",
};

const delimiterWords: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" };
