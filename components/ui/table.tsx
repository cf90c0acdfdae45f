import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

/** Below this width of the page the column is left out: keep what identifies a row and what it is about. */
type HideBelow = "sm" | "md" | "lg" | "xl" | "2xl";
const hidden: Record<HideBelow, string> = {
  sm: "max-sm:hidden",
  md: "max-md:hidden",
  lg: "max-lg:hidden",
  xl: "max-xl:hidden",
  "2xl": "max-2xl:hidden",
};

type CellProps = { numeric?: boolean | undefined; hideBelow?: HideBelow | undefined };

/** Scrolls sideways inside its card and never pushes the page; focusable, so that the keyboard can scroll it too. */
export function Table({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard (WCAG 2.1.1).
    <section aria-label={label} tabIndex={0} className="relative w-full overflow-x-auto -outline-offset-2">
      <table className={cn("data-table", className)}>{children}</table>
    </section>
  );
}

export function Th({ numeric, hideBelow, className, ...rest }: ComponentProps<"th"> & CellProps) {
  return <th scope="col" {...rest} className={cellClass({ numeric, hideBelow }, className)} />;
}

export function Td({ numeric, hideBelow, className, ...rest }: ComponentProps<"td"> & CellProps) {
  return <td {...rest} className={cellClass({ numeric, hideBelow }, className)} />;
}

/** Undefined for a plain cell: an empty attribute in every cell of a list weighs something. */
function cellClass({ numeric, hideBelow }: CellProps, className: string | undefined): string | undefined {
  return cn(numeric && "num", hideBelow && hidden[hideBelow], className) || undefined;
}

export type Column<Row> = CellProps & {
  key: string;
  /** Empty for a column of buttons: give `headerLabel` then. */
  header: ReactNode;
  headerLabel?: string;
  cell: (row: Row) => ReactNode;
  className?: string;
};

type DataTableProps<Row> = {
  /** Names the table for screen readers. */
  label: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** Shown instead of rows; an EmptyState or a sentence. */
  empty?: ReactNode;
};

/** A plain table from columns and rows. */
export function DataTable<Row>({ label, columns, rows, rowKey, empty }: DataTableProps<Row>) {
  if (rows.length === 0 && empty) return <div className="border-t">{empty}</div>;
  return (
    <Table label={label}>
      <thead>
        <tr>
          {columns.map(({ key, header, headerLabel, numeric, hideBelow }) => (
            <Th key={key} numeric={numeric} hideBelow={hideBelow}>
              {headerLabel ? <span className="sr-only">{headerLabel}</span> : header}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map(({ key, cell, numeric, hideBelow, className }) => (
              <Td key={key} numeric={numeric} hideBelow={hideBelow} className={className}>
                {cell(row)}
              </Td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
