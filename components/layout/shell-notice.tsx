"use client";

import { useShell } from "./shell-context";

export function ShellNotice() {
  return useShell().notice ?? null;
}
