import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { SegmentedBar } from "@/components/ui/progress";
import type { Audience } from "@/lib/audience/schema";
import type { AudienceSplit } from "@/lib/audience/views";
import { formatCount } from "@/lib/format";
import type { Answer } from "../use-answer";

type AudienceCardProps = { audience: Audience; count: Answer<AudienceSplit> };

/** The exact number, and who is left out of it and why. */
export function AudienceCard({ audience, count }: AudienceCardProps) {
  const { data, isStale, problem } = count;
  return (
    <Card title="Who will get it">
      <div role="status" aria-busy={isStale} className={cn("transition-opacity", isStale && "opacity-80")}>
        <p className="text-figure tabular-nums">{data ? formatCount(data.eligible) : "–"}</p>
        <p className="text-ink-2">{wordsFor(audience, data)}</p>
        {isStale ? <p className="sr-only">Counting again</p> : null}
      </div>
      {problem ? <p className="mt-2 text-sm text-bad">{problem}</p> : null}
      {data && data.total > 0 ? <Split split={data} isStale={isStale} /> : null}
    </Card>
  );
}

function wordsFor({ everyone, includeTagIds, followUpOf }: Audience, data: AudienceSplit | null): string {
  if (!everyone && includeTagIds.length === 0 && followUpOf === null) return "Choose tags, or everyone.";
  if (!data) return "Counting…";
  if (data.total === 0) return followUpOf === null ? "Nobody has these tags." : "Nobody of them is left.";
  return `of ${formatCount(data.total)} in this audience may be texted`;
}

function Split({ split, isStale }: { split: AudienceSplit; isStale: boolean }) {
  const rows = [
    { label: "Eligible", value: split.eligible, tone: "ok", dot: "bg-ok" },
    { label: "Opted out", value: split.optedOut, tone: "bad", dot: "bg-bad" },
    { label: "No consent on record", value: split.noConsent, tone: "warn", dot: "bg-warn" },
    ...(split.capped > 0
      ? ([{ label: "Had enough texts lately", value: split.capped, tone: "muted", dot: "bg-ink-3" }] as const)
      : []),
  ] as const;
  return (
    <div className={cn("mt-4 transition-opacity", isStale && "opacity-80")}>
      <SegmentedBar label="Audience" total={split.total} segments={rows} />
      <dl className="mt-3 grid gap-1.5">
        {rows.map((row) => (
          <div key={row.label} className="flex items-center justify-between gap-4">
            <dt className="flex items-center gap-2 text-ink-2">
              <span aria-hidden className={cn("size-2 rounded-[3px]", row.dot)} />
              {row.label}
            </dt>
            <dd className="font-[620] tabular-nums">{formatCount(row.value)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 border-t pt-3 text-sm text-ink-3">
        Those left out are listed in the campaign with their reason. Consent and opt-outs are checked again right before
        each text leaves.
      </p>
    </div>
  );
}
