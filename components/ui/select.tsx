"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { controlStyles } from "./input";

export type SelectOption = { value: string; label: string; description?: string; icon?: ReactNode; disabled?: boolean };

type SelectProps = {
  options: readonly SelectOption[];
  value?: string;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
  /** Submits with the form under this name. */
  name?: string;
  placeholder?: string;
  disabled?: boolean;
  required?: boolean;
  className?: string;
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
};

export function Select({ options, placeholder = "Choose…", className, id, ...rest }: SelectProps) {
  const { "aria-label": label, "aria-describedby": describedBy, "aria-invalid": invalid, ...root } = rest;
  return (
    <Radix.Root {...root}>
      <Radix.Trigger
        id={id}
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        className={cn(
          controlStyles,
          "flex h-[34px] items-center justify-between gap-2 px-3 text-left data-placeholder:text-ink-3",
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon asChild>
          <ChevronDown className="text-ink-3" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-appear overflow-hidden rounded-control border border-line-strong bg-surface shadow-lift"
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Option key={option.value} option={option} />
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Option({ option }: { option: SelectOption }) {
  return (
    <Radix.Item
      value={option.value}
      disabled={option.disabled ?? false}
      {...(option.description
        ? { "aria-labelledby": undefined, "aria-label": `${option.label}, ${option.description}` }
        : {})}
      className="flex min-h-8 cursor-default select-none items-center gap-2.5 rounded-pill px-2 py-1 text-ink outline-none data-disabled:text-ink-3 data-highlighted:bg-muted-soft"
    >
      {option.icon}
      <span className="min-w-0 grow">
        <Radix.ItemText>{option.label}</Radix.ItemText>
        {option.description ? <span className="block text-sm text-ink-2">{option.description}</span> : null}
      </span>
      <Radix.ItemIndicator>
        <Check className="text-accent" />
      </Radix.ItemIndicator>
    </Radix.Item>
  );
}
