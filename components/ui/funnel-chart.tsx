import type { CSSProperties } from "react";
import { formatCount, formatShare } from "@/lib/format";
import { cn } from "./cn";

export type FunnelStage = { label: string; value: number };

type FunnelChartProps = {
  /** Names the list: "From audience to action". */
  label: string;
  /** From the widest to the narrowest; every share is of the first. */
  stages: readonly FunnelStage[];
};

/** Bars that shrink from stage to stage: upright with the figures below, lying on a phone. Plain boxes, nothing to load. */
export function FunnelChart({ label, stages }: FunnelChartProps) {
  const whole = stages[0]?.value ?? 0;
  return (
    <ol aria-label={label} className="grid gap-3 sm:h-full sm:auto-cols-fr sm:grid-flow-col sm:gap-2.5">
      {stages.map((stage, index) => (
        <li key={stage.label} className="flex min-w-0 flex-col-reverse gap-1 sm:flex-col sm:gap-2">
          <div
            aria-hidden
            className="flex items-end rounded-[4px] max-sm:bg-muted-soft sm:min-h-46 sm:grow sm:border-b"
          >
            <div
              className={cn(
                "h-2.5 w-(--share) rounded-[4px] bg-accent sm:h-(--share) sm:w-full sm:rounded-b-none sm:rounded-t-pill",
                // Something that happened stays visible, however small its share.
                stage.value > 0 && "max-sm:min-w-1 sm:min-h-[3px]",
              )}
              style={barStyle(stage.value / Math.max(whole, 1), index / stages.length)}
            />
          </div>
          <div className="flex flex-row-reverse items-baseline justify-between sm:block">
            <p className="font-[620] tabular-nums">{formatCount(stage.value)}</p>
            <p className="text-sm text-ink-2">
              {stage.label}
              <span className="sr-only">, {formatShare(stage.value, whole)}</span>
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

function barStyle(share: number, depth: number): CSSProperties & { "--share": string } {
  return { "--share": `${share * 100}%`, opacity: 1 - depth * 0.6 };
}
