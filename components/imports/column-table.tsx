"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Table, Td, Th } from "@/components/ui/table";
import { type ColumnUse, fieldNameOf, type ImportOptions, reservedNames } from "@/lib/imports/schema";

type ColumnTableProps = {
  options: ImportOptions;
  /** The file's first rows, a header line included. */
  sample: string[][];
  fields: Record<string, string>;
  setColumn: (at: number, use: ColumnUse) => void;
  onHeader: (hasHeader: boolean) => void;
};

const choices: { value: ColumnUse["as"]; label: string }[] = [
  { value: "phone", label: "Phone number" },
  { value: "firstName", label: "First name" },
  { value: "lastName", label: "Last name" },
  { value: "email", label: "E-mail" },
  { value: "attribute", label: "Other field" },
  { value: "ignore", label: "Leave out" },
];

const tableHead = (
  <thead>
    <tr className="border-t">
      <Th>In the file</Th>
      <Th>Becomes</Th>
      <Th hideBelow="sm">For example</Th>
    </tr>
  </thead>
);

/** A line per column of the file: its heading, what it becomes, and what is in it. */
export function ColumnTable({ options, sample, fields, setColumn, onHeader }: ColumnTableProps) {
  const headings = options.hasHeader ? (sample[0] ?? []) : [];
  const body = options.hasHeader ? sample.slice(1) : sample;
  return (
    <>
      <div className="px-5 pb-3.5">
        <Checkbox
          label="The first row holds the names of the columns"
          checked={options.hasHeader}
          onChange={(event) => onHeader(event.target.checked)}
        />
      </div>
      <Table label="Columns of the file">
        {tableHead}
        <tbody>
          {options.columns.map((use, at) => {
            const heading = headings[at]?.trim() || `Column ${at + 1}`;
            const error = fields[`columns.${at}.name`];
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns of a file have no identity but their place.
              <tr key={at}>
                <Td className="max-w-40 truncate font-[550]">{heading}</Td>
                <Td className="py-2">
                  <UseOfColumn {...{ use, heading, error }} onChange={(next) => setColumn(at, next)} />
                </Td>
                <Td hideBelow="sm" className="max-w-80 truncate text-ink-2">
                  {examplesOf(body, at)}
                </Td>
              </tr>
            );
          })}
        </tbody>
      </Table>
    </>
  );
}

type UseOfColumnProps = {
  use: ColumnUse;
  heading: string;
  error: string | undefined;
  onChange: (use: ColumnUse) => void;
};

function UseOfColumn({ use, heading, error, onChange }: UseOfColumnProps) {
  const choose = (as: string) => {
    if (as === "attribute") onChange({ as, name: suggestedName(heading) });
    else onChange({ as: as as Exclude<ColumnUse["as"], "attribute"> });
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="w-40">
        <Select aria-label={`${heading} becomes`} value={use.as} onValueChange={choose} options={choices} />
      </div>
      {use.as === "attribute" ? (
        <div className="w-40">
          <Input
            aria-label={`Field name for ${heading}`}
            aria-invalid={error ? true : undefined}
            value={use.name}
            onChange={(event) => onChange({ as: "attribute", name: event.target.value })}
          />
        </div>
      ) : null}
      {error ? <p className="basis-full text-sm text-bad">{error}</p> : null}
    </div>
  );
}

function suggestedName(heading: string): string {
  const name = fieldNameOf(heading);
  return name === "" || reservedNames.has(name) ? "" : name;
}

function examplesOf(rows: string[][], at: number) {
  const cells = rows.map((row) => row[at]?.trim() ?? "").filter((cell) => cell !== "");
  return cells.length > 0 ? cells.slice(0, 3).join(" · ") : <span className="text-ink-3">blank</span>;
}
