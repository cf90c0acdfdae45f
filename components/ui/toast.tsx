"use client";

import { CircleAlert, CircleCheck, CircleX, Info } from "lucide-react";
import { Toaster as Sonner, toast } from "sonner";

export { toast };

/** Once, in the root layout. Toasts confirm small things; whatever must be kept belongs on a page. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      closeButton
      gap={8}
      style={{ fontFamily: "inherit" }}
      icons={{
        success: <CircleCheck className="text-ok" />,
        error: <CircleX className="text-bad" />,
        warning: <CircleAlert className="text-warn" />,
        info: <Info className="text-accent" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "relative flex w-full items-start gap-2.5 rounded-control border border-line-strong bg-surface py-3 pr-9 pl-3.5 text-base text-ink shadow-lift",
          icon: "mt-0.5 shrink-0",
          content: "min-w-0 grow",
          title: "font-[550]",
          description: "text-sm text-ink-2",
          actionButton: "shrink-0 rounded-pill px-2 py-0.5 text-sm font-[550] text-accent hover:bg-accent-soft",
          cancelButton: "shrink-0 rounded-pill px-2 py-0.5 text-sm font-[550] text-ink-2 hover:bg-muted-soft",
          closeButton:
            "absolute top-2 right-2 inline-flex size-6 items-center justify-center rounded-pill text-ink-3 hover:bg-muted-soft hover:text-ink",
        },
      }}
    />
  );
}
