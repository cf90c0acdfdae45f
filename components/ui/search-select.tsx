"use client";

import { Command } from "cmdk";
import { Check, ChevronDown, Search } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { cn } from "./cn";
import { controlStyles } from "./input";

export type SearchOption = { value: string; label: string /** Right of the label, searched as well. */; note?: string };

type SearchSelectProps = {
  /** A function where the list takes a while to make: it is called when the list opens. */
  options: readonly SearchOption[] | (() => readonly SearchOption[]);
  /** What to show of the chosen one while the list is not made. */
  chosen?: SearchOption;
  value: string;
  onChange: (value: string) => void;
  /** Names the list: "Time zone". */
  label: string;
  disabled?: boolean;
  id?: string;
  required?: boolean;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
};

/** One of several hundred: a list to search through. */
export function SearchSelect(props: SearchSelectProps) {
  const { options, value, onChange, label, disabled = false, id } = props;
  const [open, setOpen] = useState(false);
  const chosen = typeof options === "function" ? props.chosen : options.find((option) => option.value === value);
  const choose = (next: string) => {
    onChange(next);
    setOpen(false);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        id={id}
        disabled={disabled}
        aria-describedby={props["aria-describedby"]}
        aria-invalid={props["aria-invalid"]}
        className={cn(controlStyles, "flex h-[34px] items-center justify-between gap-2 px-3 text-left")}
      >
        <span className="truncate">{chosen?.label ?? value}</span>
        <span className="ml-auto shrink-0 text-sm text-ink-3 tabular-nums">{chosen?.note}</span>
        <ChevronDown aria-hidden className="text-ink-3" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={label}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 w-(--radix-popover-trigger-width) min-w-56 animate-appear overflow-hidden rounded-control border border-line-strong bg-surface shadow-lift outline-none"
        >
          <Choices label={label} options={options} value={value} choose={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type ChoicesProps = Pick<SearchSelectProps, "label" | "options" | "value"> & { choose: (value: string) => void };

function Choices({ label, options: given, value, choose }: ChoicesProps) {
  const [options] = useState(given);
  return (
    <Command label={label} loop defaultValue={value} filter={byWords}>
      <div className="flex items-center gap-2 border-b px-3">
        <Search aria-hidden className="text-ink-3" />
        <Command.Input placeholder="Search…" className="h-9 w-full bg-transparent text-ink outline-none" />
      </div>
      <Command.List label={label} className="max-h-64 overflow-y-auto p-1">
        <Command.Empty className="px-2 py-4 text-center text-ink-2">Nothing found.</Command.Empty>
        {options.map((option) => (
          <Command.Item
            key={option.value}
            value={option.value}
            keywords={[option.label, option.note ?? ""]}
            onSelect={() => choose(option.value)}
            className="flex min-h-8 cursor-default select-none items-center gap-2 rounded-pill px-2 py-1 text-ink data-[selected=true]:bg-muted-soft"
          >
            <Check aria-hidden className={cn("text-accent", option.value !== value && "invisible")} />
            <span className="grow truncate">
              {option.label}
              {option.value === value ? <span className="sr-only">, chosen</span> : null}
            </span>
            {option.note ? <span className="text-sm text-ink-3 tabular-nums">{option.note}</span> : null}
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}

/** Every word typed has to be somewhere in the label or the note. */
function byWords(value: string, search: string, keywords: string[] = []): number {
  const text = [value, ...keywords].join(" ").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
    ? 1
    : 0;
}
