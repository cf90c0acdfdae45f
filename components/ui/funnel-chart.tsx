import { formatCount, formatShare } from "@/lib/format";

export type FunnelStage = { label: string; value: number };

type FunnelChartProps = {
  /** Names the list: "From audience to action". */
  label: string;
  /** From the widest to the narrowest; every share is of the first. */
  stages: readonly FunnelStage[];
};

const heightPx = 184;

/** Bars that shrink from stage to stage, their figures below. Plain boxes: nothing to load, sharp at every width. */
export function FunnelChart({ label, stages }: FunnelChartProps) {
  const whole = stages[0]?.value ?? 0;
  return (
    <ol aria-label={label} className="grid auto-cols-fr grid-flow-col gap-2 sm:gap-2.5">
      {stages.map((stage, index) => (
        <li key={stage.label} className="min-w-0">
          <div aria-hidden className="flex items-end border-b" style={{ height: heightPx }}>
            <div
              className="w-full rounded-t-pill bg-accent"
              title={`${formatShare(stage.value, whole)} of ${stages[0]?.label}`}
              style={{
                height: `${(stage.value / Math.max(whole, 1)) * 100}%`,
                minHeight: stage.value > 0 ? 3 : 0,
                opacity: 1 - (index / Math.max(stages.length, 1)) * 0.6,
              }}
            />
          </div>
          <p className="mt-2 font-[620] tabular-nums max-sm:text-xs">{formatCount(stage.value)}</p>
          <p className="text-sm text-ink-2 wrap-anywhere max-sm:text-[0.6875rem]/4">
            {stage.label}
            <span className="sr-only">, {formatShare(stage.value, whole)}</span>
          </p>
        </li>
      ))}
    </ol>
  );
}
