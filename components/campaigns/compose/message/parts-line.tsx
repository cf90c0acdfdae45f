import { Type } from "lucide-react";
import { StatusPill } from "@/components/ui/badge";
import { formatCounted } from "@/lib/format";
import type { TextMeasure } from "@/lib/text/parts";
import { counterOf } from "./writing";

type PartsLineProps = {
  measure: TextMeasure;
  /** Whose text is counted: "the longest of 2,000 people". */
  basis: string;
};

/** "132/160 · 1 part · GSM-7", for the worst case. */
export function PartsLine({ measure, basis }: PartsLineProps) {
  const isUnicode = measure.encoding === "UCS-2";
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-sm text-ink-2">
      <StatusPill tone={isUnicode ? "warn" : "muted"} icon={<Type />}>
        {isUnicode ? "Unicode" : "GSM-7"}
      </StatusPill>
      <span className="tabular-nums">
        {counterOf(measure)} · <b className="text-ink">{formatCounted(measure.parts, "part")}</b>
      </span>
      <span className="text-ink-3">{basis}</span>
    </p>
  );
}
