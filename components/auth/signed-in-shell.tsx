"use client";

import { AppShell, type AppShellProps } from "@/components/layout/app-shell";
import { toast } from "@/components/ui/toast";
import type { Result } from "@/lib/result";

type Props = Omit<AppShellProps, "signOut"> & { signOut: () => Promise<Result<void>> };

/** The shell, with what follows after signing out. */
export function SignedInShell({ signOut, ...rest }: Props) {
  const leave = async () => {
    const result = await signOut().catch(() => null);
    if (!result?.ok) {
      toast.error("You are still signed in.", { description: result?.error.message ?? "Tidings does not answer." });
      return;
    }
    // A whole new document: no page of the account that left stays in the browser's memory.
    window.location.replace("/sign-in");
  };
  return <AppShell {...rest} signOut={leave} />;
}
