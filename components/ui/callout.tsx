import { CircleAlert, CircleCheck, CircleX, Info } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { softTone } from "./tone";

export type CalloutTone = "info" | "ok" | "warn" | "bad";

const look: Record<CalloutTone, { icon: ReactNode; soft: string; word: string }> = {
  info: { icon: <Info />, soft: softTone.accent, word: "Note" },
  ok: { icon: <CircleCheck />, soft: softTone.ok, word: "Good" },
  warn: { icon: <CircleAlert />, soft: softTone.warn, word: "Warning" },
  bad: { icon: <CircleX />, soft: softTone.bad, word: "Problem" },
};

type CalloutProps = {
  tone: CalloutTone;
  title?: ReactNode;
  icon?: ReactNode;
  /** A button or a link at the end. */
  action?: ReactNode;
  /** `alert` interrupts a screen reader: for the answer to what was just done. */
  role?: "alert" | "status";
  className?: string;
  children?: ReactNode;
};

/** Something to know at this place: what happened, what was kept, what to do. */
export function Callout({ tone, title, icon, action, role, className, children }: CalloutProps) {
  const { icon: ownIcon, soft, word } = look[tone];
  return (
    <div
      role={role}
      className={cn(
        "flex flex-wrap items-start gap-x-3.5 gap-y-3 rounded-card border bg-surface px-4 py-3.5 shadow-card sm:px-5",
        className,
      )}
    >
      <span className={cn("flex size-8 shrink-0 items-center justify-center rounded-control", soft)}>
        <span aria-hidden className="contents">
          {icon ?? ownIcon}
        </span>
        <span className="sr-only">{word}: </span>
      </span>
      <div className="min-w-0 flex-1 basis-48 self-center text-ink-2">
        {title ? <p className="font-[580] text-ink">{title}</p> : null}
        {children}
      </div>
      {action ? <div className="flex shrink-0 gap-2 self-center">{action}</div> : null}
    </div>
  );
}
