import { StatGrid, StatTile } from "@/components/ui/stat-tile";
import type { AudienceSplit } from "@/lib/audience/views";
import type { Preview } from "@/lib/campaigns/views";
import { formatCount, formatCounted, formatDuration } from "@/lib/format";
import { estimateParts } from "../message/writing";
import type { ComposerFacts } from "../types";

type ReviewFiguresProps = { facts: ComposerFacts; split: AudienceSplit | null; preview: Preview | null };

/** How many, how much, how long. */
export function ReviewFigures({ facts, split, preview }: ReviewFiguresProps) {
  const eligible = split?.eligible ?? null;
  const parts = estimateParts(preview?.parts ?? [], eligible ?? 0);
  const seconds = (eligible ?? 0) / facts.messagesPerSecond;
  return (
    <StatGrid>
      <StatTile
        label="Recipients"
        value={figure(eligible)}
        note={`of ${figure(split?.total ?? null)} in the audience`}
      />
      <StatTile
        label="Skipped"
        value={figure(split ? split.total - split.eligible : null)}
        note={split ? skippedWords(split) : null}
      />
      <StatTile
        label="Parts"
        value={partsWords(parts)}
        note={
          parts.isExact ? "counted for every recipient" : `from the first ${figure(preview?.sampled ?? null)} texts`
        }
      />
      <StatTile
        label="Takes about"
        value={formatDuration(Math.max(1, seconds) * 1_000)}
        note={`at ${formatCounted(facts.messagesPerSecond, "message")} a second`}
      />
    </StatGrid>
  );
}

function skippedWords({ optedOut, noConsent, capped }: AudienceSplit): string {
  const enough = capped > 0 ? `, ${formatCount(capped)} had enough texts` : "";
  return `${formatCount(optedOut)} opted out, ${formatCount(noConsent)} no consent${enough}`;
}

function partsWords({ total, isExact }: { total: number; isExact: boolean }): string {
  if (isExact) return formatCount(total);
  return total === 0 ? "–" : `≈ ${formatCount(total)}`;
}

function figure(value: number | null): string {
  return value === null ? "…" : formatCount(value);
}
