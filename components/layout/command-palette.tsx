"use client";

import { Command } from "cmdk";
import { ArrowRight, Monitor, Moon, Search, Sun } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { type ReactNode, useEffect } from "react";
import type { Command as Entry } from "./nav";
import { useShell } from "./shell-context";
import { useTheme } from "./use-theme";

type CommandPaletteProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** ⌘ K or Ctrl K from anywhere: pages of the rail first, then whatever commands the shell was given. */
export function CommandPalette({ open, onOpenChange }: CommandPaletteProps) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      onOpenChange(!open);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [open, onOpenChange]);

  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-overlay" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-4 top-[12vh] z-40 mx-auto max-w-[560px] animate-appear overflow-hidden rounded-card border border-line-strong bg-surface shadow-lift outline-none"
        >
          <Dialog.Title className="sr-only">Search or jump to</Dialog.Title>
          <Palette close={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette({ close }: { close: () => void }) {
  const { nav, commands } = useShell();
  const [, setTheme] = useTheme();
  const router = useRouter();
  const pages: Entry[] = nav.flatMap(({ items }) => items).map(({ label, href, icon }) => ({ label, href, icon }));
  const go = (href: string) => {
    close();
    router.push(href);
  };
  return (
    <Command label="Search or jump to" loop>
      <div className="flex items-center gap-2.5 border-b px-4">
        <Search aria-hidden className="text-ink-3" />
        <Command.Input
          placeholder="Search or jump to…"
          className="h-12 w-full bg-transparent text-lg text-ink outline-none"
        />
      </div>
      <Command.List className="max-h-[min(60vh,420px)] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-8 text-center text-ink-2">Nothing by that name.</Command.Empty>
        {grouped([...commands, ...pages]).map(([heading, entries]) => (
          <Group key={heading} heading={heading}>
            {entries.map((entry) => (
              <Item key={`${entry.href} ${entry.label}`} entry={entry} onSelect={() => go(entry.href)} />
            ))}
          </Group>
        ))}
        <Group heading="Theme">
          <Choice label="Light theme" icon={<Sun />} onSelect={() => setTheme("light")} />
          <Choice label="Dark theme" icon={<Moon />} onSelect={() => setTheme("dark")} />
          <Choice label="Theme as the system" icon={<Monitor />} onSelect={() => setTheme("system")} />
        </Group>
      </Command.List>
    </Command>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-[580] [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}

function Item({ entry, onSelect }: { entry: Entry; onSelect: () => void }) {
  return (
    <Choice
      label={entry.label}
      icon={entry.icon ?? <ArrowRight />}
      onSelect={onSelect}
      keywords={entry.keywords ?? []}
      value={`${entry.label} ${entry.href}`}
    />
  );
}

type ChoiceProps = { label: string; icon: ReactNode; onSelect: () => void; keywords?: string[]; value?: string };

function Choice({ label, icon, onSelect, keywords = [], value = label }: ChoiceProps) {
  return (
    <Command.Item
      value={value}
      keywords={keywords}
      onSelect={onSelect}
      className="flex min-h-9 cursor-default select-none items-center gap-3 rounded-control px-2.5 text-ink-2 data-[selected=true]:bg-muted-soft data-[selected=true]:text-ink"
    >
      {icon}
      <span className="truncate">{label}</span>
    </Command.Item>
  );
}

/** Keeps the order in which the groups first appear; entries without a group are pages. */
function grouped(entries: Entry[]): [string, Entry[]][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const heading = entry.group ?? "Pages";
    groups.set(heading, [...(groups.get(heading) ?? []), entry]);
  }
  return [...groups];
}
