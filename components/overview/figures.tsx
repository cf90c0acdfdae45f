import { StatGrid, StatTile } from "@/components/ui/stat-tile";
import type { Tone } from "@/components/ui/tone";
import { formatChange, formatCount, formatPercent } from "@/lib/format";
import { changeOf, pointsOf, type Rates, ratesOf } from "@/lib/reports/rules";
import type { Figures } from "@/lib/reports/views";

/** The last 30 days in four figures, each beside what it was before. */
export function FigureTiles({ figures }: { figures: Figures }) {
  const latest = ratesOf(figures.latest);
  const before = ratesOf(figures.before);
  return (
    <StatGrid>
      <AcceptedTile figures={figures} />
      <StatTile label="Delivered" {...shareOf(latest, before, "delivered", "more")} />
      <StatTile label="Failed" {...shareOf(latest, before, "failed", "less")} />
      <StatTile
        label="Opt-out rate"
        href="/opt-outs"
        value={latest ? formatPercent(latest.optOuts, 2) : "–"}
        note={medianNote(figures.medianOptOutRate)}
      />
    </StatGrid>
  );
}

function AcceptedTile({ figures: { latest, before } }: { figures: Figures }) {
  const change = changeOf(latest.accepted, before.accepted);
  const note = change === null ? "in the last 30 days" : "on the 30 days before";
  return (
    <StatTile
      label="Messages accepted"
      value={formatCount(latest.accepted)}
      note={note}
      {...(change === null
        ? {}
        : { change: { text: formatChange(change), tone: change >= 0 ? ("ok" as const) : ("muted" as const) } })}
    />
  );
}

function shareOf(latest: Rates | null, before: Rates | null, key: "delivered" | "failed", welcome: "more" | "less") {
  if (!latest) return { value: "–", note: "nothing was sent yet" };
  const value = formatPercent(latest[key]);
  if (!before) return { value, note: "of accepted messages" };
  const points = pointsOf(latest[key], before[key]);
  if (points === 0) return { value, note: "as in the 30 days before" };
  const tone: Tone = points > 0 === (welcome === "more") ? "ok" : "bad";
  return { value, change: { text: formatPoints(points), tone }, note: "points" };
}

function formatPoints(points: number): string {
  return `${points > 0 ? "+" : "\u2212"}${Math.abs(points).toFixed(1)}`;
}

function medianNote(median: number | null): string {
  return median === null ? "of accepted messages" : `your median is ${formatPercent(median, 2)}`;
}
