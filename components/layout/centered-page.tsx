import type { ReactNode } from "react";
import { Mark } from "./mark";

/** A page outside the shell: signing in, an error, something that does not exist. */
export function CenteredPage({ children, footer }: { children: ReactNode; footer?: ReactNode }) {
  return (
    <main id="content" className="flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-10">
      <div className="flex items-center gap-2.5 text-lg font-[650] tracking-[-0.01em]">
        <Mark />
        Tidings
      </div>
      <div className="w-full max-w-[400px] rounded-card border bg-surface p-6 shadow-card sm:p-7">{children}</div>
      {footer ? <div className="max-w-[400px] text-center text-sm text-ink-3">{footer}</div> : null}
    </main>
  );
}
