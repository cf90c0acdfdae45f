"use client";

import { Command } from "cmdk";
import { Check, ChevronDown, Plus, Search } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { Chip } from "./badge";
import { cn } from "./cn";
import { controlStyles } from "./input";

export type MultiSelectOption = { value: string; label: string /** Right of the label: "1,204". */; note?: string };

type MultiSelectProps = {
  options: readonly MultiSelectOption[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  /** Names the list: "Tags". */
  label: string;
  placeholder?: string;
  /** Offers "Create “…”" for words that are no option yet; the caller adds it to the options. */
  onCreate?: (label: string) => void;
  /** Adds a hidden field per chosen value. */
  name?: string;
  disabled?: boolean;
  id?: string;
  required?: boolean;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
};

/** Several of many: chips for what is chosen, a list to search through. */
export function MultiSelect(props: MultiSelectProps) {
  const { options, value, onChange, label, placeholder = "Choose…", name, disabled = false, id } = props;
  const [open, setOpen] = useState(false);
  const toggle = (option: string) =>
    onChange(value.includes(option) ? value.filter((other) => other !== option) : [...value, option]);

  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Anchor asChild>
        <div className={cn(controlStyles, boxStyles, props["aria-invalid"] && "border-bad")}>
          <Chips options={options} value={value} onRemove={toggle} />
          <Popover.Trigger
            id={id}
            disabled={disabled}
            aria-describedby={props["aria-describedby"]}
            className={triggerStyles}
          >
            {value.length === 0 ? placeholder : "Add…"}
            <ChevronDown aria-hidden />
          </Popover.Trigger>
        </div>
      </Popover.Anchor>
      {name ? value.map((chosen) => <input key={chosen} type="hidden" name={name} value={chosen} />) : null}
      <Popover.Portal>
        <Popover.Content aria-label={label} align="start" sideOffset={6} collisionPadding={8} className={listStyles}>
          <Choices label={label} options={options} value={value} toggle={toggle} onCreate={props.onCreate} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

const boxStyles = "flex min-h-[34px] flex-wrap items-center gap-1.5 py-1 pr-1 pl-1.5 focus-within:border-accent";
const triggerStyles =
  "flex min-h-6 min-w-24 grow items-center justify-between gap-2 rounded-pill px-1.5 text-left text-ink-3";
const listStyles =
  "z-50 w-(--radix-popover-trigger-width) min-w-56 animate-appear overflow-hidden rounded-control border border-line-strong bg-surface shadow-lift outline-none";

type ChipsProps = {
  options: readonly MultiSelectOption[];
  value: readonly string[];
  onRemove: (value: string) => void;
};

function Chips({ options, value, onRemove }: ChipsProps) {
  const labelOf = (chosen: string) => options.find((option) => option.value === chosen)?.label ?? chosen;
  return value.map((chosen) => (
    <Chip key={chosen} onRemove={() => onRemove(chosen)} removeLabel={`Remove ${labelOf(chosen)}`}>
      {labelOf(chosen)}
    </Chip>
  ));
}

type ChoicesProps = {
  label: string;
  options: readonly MultiSelectOption[];
  value: readonly string[];
  toggle: (value: string) => void;
  onCreate: ((label: string) => void) | undefined;
};

function Choices({ label, options, value, toggle, onCreate }: ChoicesProps) {
  const [words, setWords] = useState("");
  const wanted = words.trim();
  const isNew = wanted !== "" && !options.some((option) => option.label.toLowerCase() === wanted.toLowerCase());
  return (
    <Command label={label} loop filter={byWords}>
      <div className="flex items-center gap-2 border-b px-3">
        <Search aria-hidden className="text-ink-3" />
        <Command.Input
          value={words}
          onValueChange={setWords}
          placeholder="Search…"
          className="h-9 w-full bg-transparent text-ink outline-none"
        />
      </div>
      <Command.List label={label} className="max-h-64 overflow-y-auto p-1">
        {onCreate ? null : <Command.Empty className="px-2 py-4 text-center text-ink-2">Nothing found.</Command.Empty>}
        {options.map((option) => (
          <Choice key={option.value} option={option} isChosen={value.includes(option.value)} toggle={toggle} />
        ))}
        {onCreate && isNew ? (
          <Command.Item
            value={`create ${wanted}`}
            keywords={[wanted]}
            onSelect={() => {
              onCreate(wanted);
              setWords("");
            }}
            className={choiceStyles}
          >
            <Plus aria-hidden className="text-accent" />
            <span className="truncate">Create “{wanted}”</span>
          </Command.Item>
        ) : null}
      </Command.List>
    </Command>
  );
}

type ChoiceProps = { option: MultiSelectOption; isChosen: boolean; toggle: (value: string) => void };

function Choice({ option, isChosen, toggle }: ChoiceProps) {
  const { value, label, note } = option;
  return (
    <Command.Item value={value} keywords={[label]} onSelect={() => toggle(value)} className={choiceStyles}>
      <Check aria-hidden className={cn("text-accent", !isChosen && "invisible")} />
      <span className="grow truncate">
        {label}
        {isChosen ? <span className="sr-only">, chosen</span> : null}
      </span>
      {note ? <span className="text-sm text-ink-2 tabular-nums">{note}</span> : null}
    </Command.Item>
  );
}

/** By the visible words only, never by the ids behind them. */
function byWords(_id: string, search: string, words: string[] = []): number {
  return words.join(" ").toLowerCase().includes(search.trim().toLowerCase()) ? 1 : 0;
}

const choiceStyles =
  "flex min-h-8 cursor-default select-none items-center gap-2.5 rounded-pill px-2 py-1 text-ink data-[selected=true]:bg-muted-soft";
