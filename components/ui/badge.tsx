import { CircleAlert, CircleCheck, CircleDashed, CircleHelp, CircleX, Send, X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { softTone, type Tone } from "./tone";

const iconOf: Record<Tone, ReactNode> = {
  accent: <Send />,
  ok: <CircleCheck />,
  bad: <CircleX />,
  warn: <CircleAlert />,
  unknown: <CircleHelp />,
  muted: <CircleDashed />,
};

type StatusPillProps = {
  tone: Tone;
  /** Instead of the tone's own icon. */
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** A status: icon, word and colour, in that order of importance. */
export function StatusPill({ tone, icon, className, children }: StatusPillProps) {
  return (
    <span className={cn("pill", softTone[tone], className)}>
      <span aria-hidden className="contents">
        {icon ?? iconOf[tone]}
      </span>
      {children}
    </span>
  );
}

/** A label that is no status: a tag, a kind, a country. */
export function Badge({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <span className={cn("badge", className)}>
      <span className="truncate">{children}</span>
    </span>
  );
}

/** A number that wants attention, as on the inbox. */
export function CountBadge({ children, label }: { children: ReactNode; label?: string }) {
  return (
    <span className="inline-flex h-[18px] min-w-[22px] items-center justify-center rounded-full bg-accent px-1.5 text-xs font-[620] text-on-accent tabular-nums">
      {children}
      {label ? <span className="sr-only"> {label}</span> : null}
    </span>
  );
}

/** A chosen thing that can be taken away again. */
export function Chip({
  children,
  onRemove,
  removeLabel,
}: {
  children: ReactNode;
  onRemove: () => void;
  removeLabel: string;
}) {
  return (
    <span className="inline-flex h-6 max-w-full items-center gap-0.5 rounded-pill bg-accent-soft pl-2 text-sm font-medium text-accent">
      <span className="truncate">{children}</span>
      <button
        type="button"
        onClick={onRemove}
        aria-label={removeLabel}
        className="inline-flex size-6 items-center justify-center rounded-pill hover:bg-accent hover:text-on-accent"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}
