import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { type Tone, textTone } from "./tone";

type StatTileProps = {
  label: ReactNode;
  /** Already formatted. */
  value: ReactNode;
  note?: ReactNode;
  /** "+12.4 %" before the note. Its sign says the direction, the tone whether that is welcome. */
  change?: { text: string; tone: Tone };
  /** Makes the whole tile a link to what is behind the figure. */
  href?: string;
  className?: string;
};

export function StatTile({ label, value, note, change, href, className }: StatTileProps) {
  return (
    <div
      className={cn(
        "@container relative min-w-0 rounded-card border bg-surface px-3.5 py-3.5 shadow-card sm:px-5 sm:py-4",
        href && "transition-colors hover:border-line-strong",
        className,
      )}
    >
      <p className="text-sm font-medium text-ink-2">
        {href ? (
          <Link href={href} className="rounded-sm after:absolute after:inset-0 after:rounded-card">
            {label}
          </Link>
        ) : (
          label
        )}
      </p>
      <p className="mt-1 whitespace-nowrap text-[1.25rem]/7 font-[620] tracking-[-0.015em] tabular-nums @[9.25rem]:text-[1.375rem]/8 @[11rem]:text-figure">
        {value}
      </p>
      {note || change ? (
        <p className="mt-0.5 text-sm text-ink-3">
          {change ? <span className={cn("mr-1.5 font-medium", textTone[change.tone])}>{change.text}</span> : null}
          {note}
        </p>
      ) : null}
    </div>
  );
}

/** Two tiles in a row on a phone, four on a desk. */
export function StatGrid({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn("grid grid-cols-2 gap-3.5 max-sm:gap-2.5 lg:grid-cols-4", className)}>{children}</div>;
}
