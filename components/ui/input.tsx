import { Search } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

/** Shared by everything one types or chooses into, so that they line up. */
export const controlStyles =
  "w-full min-w-0 rounded-control border border-line-strong bg-surface text-base text-ink transition-colors duration-100 hover:border-ink-3 focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-bad disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-3 disabled:hover:border-line-strong [&:is(input,textarea)]:read-only:bg-sunken";

// Both are 16 px on a phone: below that, iOS zooms the page when they get the focus.
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={cn(controlStyles, "h-[34px] px-3 max-sm:text-lg", className)} />;
}

export function Textarea({ className, rows = 4, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={rows}
      {...rest}
      className={cn(controlStyles, "min-h-20 resize-y px-3 py-2 max-sm:text-lg", className)}
    />
  );
}

type AffixedProps = ComponentProps<"input"> & {
  /** Shown inside, before what is typed: an icon, a unit, a currency. Decoration only. */
  before?: ReactNode;
  after?: ReactNode;
};

export function AffixedInput({ before, after, className, ...rest }: AffixedProps) {
  return (
    <span className="relative block">
      {before ? (
        <span aria-hidden className="pointer-events-none absolute inset-y-0 left-3 flex items-center text-ink-3">
          {before}
        </span>
      ) : null}
      <Input {...rest} className={cn(before && "pl-9", after && "pr-12", className)} />
      {after ? (
        <span aria-hidden className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-ink-3">
          {after}
        </span>
      ) : null}
    </span>
  );
}

/** Stands without a visible label, so it must be told what it searches: "Search subscribers". */
export function SearchInput({ label, ...rest }: ComponentProps<"input"> & { label: string }) {
  return <AffixedInput type="search" placeholder={label} {...rest} aria-label={label} before={<Search />} />;
}
