import type { ReactNode } from "react";
import { formatCount, formatShare } from "@/lib/format";
import { cn } from "./cn";
import { fillTone, type Tone } from "./tone";

/** `ink` for the whole, `rest` for what is still to come. */
export type SegmentTone = Tone | "ink" | "rest";

const fill: Record<SegmentTone, string> = { ...fillTone, ink: "bg-ink", rest: "bg-line-strong" };

export type Segment = { label: string; value: number; tone: SegmentTone };

type SegmentedBarProps = {
  /** "29,877 of 48,210 delivered", read aloud and not shown. */
  label: string;
  segments: readonly Segment[];
  /** What the full width stands for; what the segments leave open is still to go. */
  total: number;
  className?: string;
};

/** One bar, several parts. The figures belong in a Legend beside it; the bar itself is read out as one sentence. */
export function SegmentedBar({ label, segments, total, className }: SegmentedBarProps) {
  const done = segments.reduce((sum, { value }) => sum + value, 0);
  const shares = segments.filter(({ value }) => value > 0);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={Math.min(done, total)}
      aria-valuetext={`${label}: ${shares.map((part) => `${part.label} ${formatCount(part.value)}`).join(", ")}`}
      className={cn("flex h-2.5 gap-0.5 overflow-hidden rounded-full bg-muted-soft", className)}
    >
      {shares.map((part) => (
        <span
          key={part.label}
          // Something that happened stays visible, however small its share.
          style={{ width: `${(part.value / Math.max(total, 1)) * 100}%` }}
          className={cn("h-full min-w-1 transition-[width] duration-150", fill[part.tone])}
        />
      ))}
    </div>
  );
}

type LegendItem = { label: string; value: ReactNode; tone: SegmentTone };

/** Dot, word and figure of each part; two columns on a phone. */
export function Legend({ items }: { items: readonly LegendItem[] }) {
  return (
    <dl className="grid grid-cols-2 gap-y-3 sm:flex sm:flex-wrap">
      {items.map((item) => (
        <div key={item.label} className="min-w-0 sm:border-l sm:px-4 sm:first:border-l-0 sm:first:pl-0">
          <dt className="flex items-center gap-1.5 text-sm text-ink-2">
            <span aria-hidden className={cn("size-2 shrink-0 rounded-[3px]", fill[item.tone])} />
            {item.label}
          </dt>
          <dd className="text-[1.125rem]/7 font-[620] tracking-[-0.01em] tabular-nums">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}

type MeterRowProps = {
  label: ReactNode;
  value: number;
  total: number;
  /** Instead of the grouped count. */
  figure?: ReactNode;
  tone?: Tone;
};

/** One line of a small bar list; put several into a `<dl className="grid gap-2.5">`. */
export function MeterRow({ label, value, total, figure, tone = "accent" }: MeterRowProps) {
  return (
    <div className="flex items-center gap-3">
      <dt className="w-24 shrink-0 truncate text-ink-2">{label}</dt>
      <dd className="flex grow items-center gap-3">
        <span aria-hidden className="flex h-3.5 grow overflow-hidden rounded-[4px] bg-muted-soft">
          <span
            className={cn("h-full", value > 0 && "min-w-1", fillTone[tone])}
            style={{ width: `${(value / Math.max(total, 1)) * 100}%` }}
          />
        </span>
        <span className="min-w-14 text-right font-[620] tabular-nums">{figure ?? formatCount(value)}</span>
        <span className="sr-only">{formatShare(value, total)}</span>
      </dd>
    </div>
  );
}
