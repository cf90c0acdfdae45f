"use client";

import { Check } from "lucide-react";
import Link from "next/link";
import { DropdownMenu as Menu } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

type DropdownMenuProps = {
  /** One focusable element, usually a Button or an IconButton. */
  trigger: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom";
  className?: string;
  children: ReactNode;
};

export function DropdownMenu({ trigger, align = "end", side = "bottom", className, children }: DropdownMenuProps) {
  return (
    // Not modal: hiding the page behind a menu from screen readers would hide focusable things too.
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>{trigger}</Menu.Trigger>
      {/* In place, not at the end of the page: it stays in its landmark and next to its button. */}
      <Menu.Content
        align={align}
        side={side}
        sideOffset={6}
        collisionPadding={8}
        className={cn(
          "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 animate-appear overflow-y-auto rounded-control border border-line-strong bg-surface p-1 shadow-lift",
          className,
        )}
      >
        {children}
      </Menu.Content>
    </Menu.Root>
  );
}

const itemStyles =
  "flex min-h-8 w-full cursor-default select-none items-center gap-2.5 rounded-pill px-2 py-1 text-base text-ink outline-none data-disabled:text-ink-3 data-disabled:opacity-70 data-highlighted:bg-muted-soft";

type MenuItemProps = {
  icon?: ReactNode;
  onSelect?: () => void;
  /** Makes it a link. */
  href?: string;
  danger?: boolean;
  disabled?: boolean;
  children: ReactNode;
};

export function MenuItem({ icon, onSelect, href, danger, disabled = false, children }: MenuItemProps) {
  const className = cn(itemStyles, danger && "text-bad data-highlighted:bg-bad-soft");
  if (href) {
    return (
      <Menu.Item asChild disabled={disabled}>
        <Link href={href} className={className}>
          {icon}
          {children}
        </Link>
      </Menu.Item>
    );
  }
  return (
    <Menu.Item disabled={disabled} className={className} {...(onSelect ? { onSelect } : {})}>
      {icon}
      {children}
    </Menu.Item>
  );
}

type MenuRadioProps<Value extends string> = {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: { value: Value; label: string; icon?: ReactNode }[];
};

/** One of several, kept open so that the change can be seen. */
export function MenuRadio<Value extends string>({ label, value, onChange, options }: MenuRadioProps<Value>) {
  return (
    <Menu.RadioGroup value={value} onValueChange={(next) => onChange(next as Value)}>
      <MenuLabel>{label}</MenuLabel>
      {options.map((option) => (
        <Menu.RadioItem
          key={option.value}
          value={option.value}
          onSelect={(event) => event.preventDefault()}
          className={itemStyles}
        >
          {option.icon}
          <span className="grow">{option.label}</span>
          <Menu.ItemIndicator>
            <Check className="text-accent" />
          </Menu.ItemIndicator>
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Menu.Label className="px-2 pt-1.5 pb-1 text-xs font-[580] text-ink-3">{children}</Menu.Label>;
}

export function MenuSeparator() {
  return <Menu.Separator className="-mx-1 my-1 h-px bg-line" />;
}
