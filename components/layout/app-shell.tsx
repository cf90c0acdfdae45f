"use client";

import { type ReactNode, useState } from "react";
import { CommandPalette } from "./command-palette";
import { Rail } from "./rail";
import { type ShellData, ShellProvider } from "./shell-context";

export type AppShellProps = Omit<ShellData, "openPalette" | "commands"> & {
  commands?: ShellData["commands"];
  children: ReactNode;
};

/** The frame round every signed-in page. The pages inside are `<Page crumbs={…}>`. */
export function AppShell({ nav, user, commands = [], topBarEnd, notice, signOut, children }: AppShellProps) {
  const [paletteOpen, setPaletteOpen] = useState(false);
  const data: ShellData = { nav, user, commands, topBarEnd, notice, signOut, openPalette: () => setPaletteOpen(true) };
  return (
    <ShellProvider value={data}>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-control bg-accent px-3 py-2 font-[550] text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <div className="min-h-dvh lg:pl-[228px]">
        <aside className="fixed inset-y-0 left-0 z-20 hidden w-[228px] border-r bg-sunken lg:block">
          <Rail />
        </aside>
        {children}
      </div>
      <CommandPalette open={paletteOpen} onOpenChange={setPaletteOpen} />
    </ShellProvider>
  );
}
