"use client";

import Link from "next/link";
import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

export type LinkTab = {
  label: ReactNode;
  href: string;
  active: boolean;
  /** Already formatted. */
  count?: string;
};

type LinkTabsProps = { label: string; items: readonly LinkTab[] };

/** Filters of one list as pills; each is an address, so a filtered list can be shared and reloaded. */
export function FilterPills({ label, items }: LinkTabsProps) {
  return (
    <nav aria-label={label}>
      <ul className="flex flex-wrap gap-2">
        {items.map((item) => (
          <li key={item.href}>
            <Link
              href={item.href}
              scroll={false}
              aria-current={item.active ? "true" : undefined}
              className={cn(
                "inline-flex h-7 items-center gap-1.5 rounded-control border px-2.5 text-sm font-[550]",
                item.active
                  ? "border-accent-soft bg-accent-soft text-accent"
                  : "border-line-strong bg-surface text-ink hover:bg-muted-soft",
              )}
            >
              {item.label}
              {item.count ? <span className="font-medium tabular-nums">{item.count}</span> : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The parts of one thing (of a campaign, of the settings), each at its own address. */
export function LinkTabs({ label, items }: LinkTabsProps) {
  return (
    <nav aria-label={label} className="-mx-4 overflow-x-auto border-b px-4 sm:mx-0 sm:px-0">
      <ul className="flex gap-5">
        {items.map((item) => (
          <li key={item.href}>
            <Link
              href={item.href}
              aria-current={item.active ? "page" : undefined}
              className={cn(
                "-mb-px inline-flex h-9 items-center gap-1.5 whitespace-nowrap border-b-2 font-medium -outline-offset-2",
                item.active ? "border-accent text-ink" : "border-transparent text-ink-2 hover:text-ink",
              )}
            >
              {item.label}
              {item.count ? <span className="text-xs text-ink-3 tabular-nums">{item.count}</span> : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

type SegmentedProps<Value extends string> = {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode }[];
};

/** A choice that only changes how something is shown here and now. */
export function Segmented<Value extends string>({ label, value, onChange, options }: SegmentedProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        if (next) onChange(next as Value);
      }}
      className="inline-flex w-fit rounded-control border bg-muted-soft p-0.5"
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="inline-flex h-7 items-center gap-1.5 rounded-pill border border-transparent px-2.5 text-sm font-[550] text-ink-2 hover:text-ink data-[state=on]:border-line data-[state=on]:bg-surface data-[state=on]:text-ink"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
