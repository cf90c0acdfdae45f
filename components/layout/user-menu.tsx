"use client";

import { ChevronsUpDown, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { startTransition } from "react";
import { DropdownMenu, MenuItem, MenuRadio, MenuSeparator } from "@/components/ui/dropdown-menu";
import type { ShellUser } from "./nav";
import { initialsOf } from "./nav";
import { useShell } from "./shell-context";
import { useTheme } from "./use-theme";

export function UserMenu() {
  const { user, signOut } = useShell();
  const [theme, setTheme] = useTheme();
  return (
    <DropdownMenu trigger={triggerFor(user)} side="top" align="start" className="w-[206px]">
      <p className="truncate px-2 pt-1.5 text-xs text-ink-3">{user.email}</p>
      <MenuSeparator />
      <MenuRadio
        label="Theme"
        value={theme}
        onChange={setTheme}
        options={[
          { value: "system", label: "As the system", icon: <Monitor /> },
          { value: "light", label: "Light", icon: <Sun /> },
          { value: "dark", label: "Dark", icon: <Moon /> },
        ]}
      />
      <MenuSeparator />
      <MenuItem icon={<LogOut />} onSelect={() => startTransition(() => signOut())}>
        Sign out
      </MenuItem>
    </DropdownMenu>
  );
}

/** An element, not a component: the menu puts its own properties on the button. */
function triggerFor(user: ShellUser) {
  return (
    <button
      type="button"
      className="flex w-full items-center gap-2.5 rounded-control px-2 py-1.5 text-left hover:bg-muted-soft data-[state=open]:bg-muted-soft"
    >
      <span
        aria-hidden
        className="flex size-7 shrink-0 items-center justify-center rounded-full bg-accent-soft text-[0.6875rem] font-[650] text-accent"
      >
        {initialsOf(user)}
      </span>
      <span className="min-w-0 grow leading-tight">
        <span className="block truncate text-xs/[1.125rem] font-[580] text-ink">{user.name || user.email}</span>
        <span className="block truncate text-xs text-ink-2">{user.role ?? user.email}</span>
      </span>
      <span className="sr-only">, account menu</span>
      <ChevronsUpDown aria-hidden className="size-3.5 text-ink-3" />
    </button>
  );
}
