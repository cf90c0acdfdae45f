"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Command, NavGroup, ShellUser } from "./nav";

export type ShellData = {
  nav: NavGroup[];
  user: ShellUser;
  commands: Command[];
  /** Right end of the top bar: a bell, a connection light. */
  topBarEnd?: ReactNode;
  /** On top of every page's content: what everybody has to know now. */
  notice?: ReactNode;
  /** A server action or a callback. */
  signOut: () => void | Promise<void>;
  openPalette: () => void;
};

const ShellContext = createContext<ShellData | null>(null);
export const ShellProvider = ShellContext.Provider;

export function useShell(): ShellData {
  const shell = useContext(ShellContext);
  if (!shell) throw new Error("This component must be inside an AppShell.");
  return shell;
}
