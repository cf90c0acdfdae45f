"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useState } from "react";
import { useLive } from "@/components/live/use-live";
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
  run(action: () => ReturnType<ServerAction<void, void>>): Promise<boolean>;
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
 * so it hears of every change by itself.
 */
export function ControlProvider({ initial, actions, zone, children }: ControlProviderProps) {
  const router = useRouter();
  const [control, setControl] = useState(initial);
  const [rendered, setRendered] = useState(initial);
  if (rendered !== initial) {
    setRendered(initial);
    setControl(initial);
  }
  useLive<SendingControl>("sending", setControl);
  const run: ControlData["run"] = async (action) => {
    const result = await callAction(action, undefined);
    if (!result.ok) toast.error("Nothing was changed", { description: result.error.message });
    router.refresh();
    return result.ok;
  };
  return <ControlContext value={{ control, actions, zone, run }}>{children}</ControlContext>;
}
