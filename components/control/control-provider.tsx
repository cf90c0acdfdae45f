"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { callAction, type ServerAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import type { SendingControl } from "@/lib/control/views";

export type ControlActions = {
  stop: ServerAction<{ reason: string }, void>;
  allow: ServerAction<void, void>;
  confirmCopy: ServerAction<void, void>;
};

type ControlData = {
  control: SendingControl;
  /** Null for those who may only look. */
  actions: ControlActions | null;
  zone: string;
  /** Runs one of the actions and shows what is true afterwards; false when it failed, which is said. */
  run(ask: () => ReturnType<ServerAction<void, void>>): Promise<boolean>;
};

const ControlContext = createContext<ControlData | null>(null);

export function useSendingControl(): ControlData {
  const data = useContext(ControlContext);
  if (!data) throw new Error("This component must be inside a ControlProvider.");
  return data;
}

type ControlProviderProps = Pick<ControlData, "actions" | "zone"> & { initial: SendingControl; children: ReactNode };

/**
 * Whether sending is stopped, on every page and without a reload: the layout is not rendered again on the way between pages,
 * so what it was told at first is asked for again every few seconds while somebody looks.
 */
export function ControlProvider({ initial, actions, zone, children }: ControlProviderProps) {
  const router = useRouter();
  const [control, setControl] = useState(initial);
  const [rendered, setRendered] = useState(initial);
  if (rendered !== initial) {
    setRendered(initial);
    setControl(initial);
  }
  const look = useCallback(async () => {
    const seen = await fetchControl();
    if (seen) setControl((known) => (JSON.stringify(known) === JSON.stringify(seen) ? known : seen));
    return seen;
  }, []);
  usePolling(look);
  const run: ControlData["run"] = async (action) => {
    const result = await callAction(action, undefined);
    if (!result.ok) toast.error("Nothing was changed", { description: result.error.message });
    await look();
    router.refresh();
    return result.ok;
  };
  return <ControlContext value={{ control, actions, zone, run }}>{children}</ControlContext>;
}

/** Null when it cannot be had right now; then the last that was known stays. */
async function fetchControl(): Promise<SendingControl | null> {
  try {
    const response = await fetch("/api/sending", { cache: "no-store" });
    return response.ok ? ((await response.json()) as SendingControl) : null;
  } catch {
    return null;
  }
}

const everyMs = 4_000;

function usePolling(look: () => Promise<unknown>): void {
  useEffect(() => {
    const lookIfSeen = () => document.visibilityState === "visible" && void look();
    const timer = setInterval(lookIfSeen, everyMs);
    document.addEventListener("visibilitychange", lookIfSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", lookIfSeen);
    };
  }, [look]);
}
