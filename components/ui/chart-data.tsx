import { formatAxisDay, formatCount } from "@/lib/format";

export type ChartTone = "accent" | "ok" | "bad" | "warn" | "unknown" | "muted";

/** The token itself, for SVG attributes. */
export const chartColor: Record<ChartTone, string> = {
  accent: "var(--accent)",
  ok: "var(--ok)",
  bad: "var(--bad)",
  warn: "var(--warn)",
  unknown: "var(--unknown)",
  muted: "var(--ink-3)",
};

export type ChartSeries = { key: string; label: string; tone: ChartTone };

/** One day ("2026-10-23") and a figure for each series. */
export type ChartDay = { day: string; values: Record<string, number> };

type ChartTableProps = { caption: string; series: readonly ChartSeries[]; days: readonly ChartDay[] };

/** The same figures as a table, for those who do not see the drawing. */
export function ChartTable({ caption, series, days }: ChartTableProps) {
  return (
    <div className="sr-only">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {series.map(({ key, label }) => (
              <th key={key} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, values }) => (
            <tr key={day}>
              <th scope="row">{formatAxisDay(day)}</th>
              {series.map(({ key }) => (
                <td key={key}>{formatCount(values[key] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Goes into the `actions` of the card that holds the chart. */
export function ChartLegend({ series }: { series: readonly ChartSeries[] }) {
  return (
    <ul className="flex flex-wrap gap-x-3.5 gap-y-1 text-sm text-ink-2">
      {series.map(({ key, label, tone }) => (
        <li key={key} className="flex items-center gap-1.5">
          <span aria-hidden className="size-2 rounded-[3px]" style={{ background: chartColor[tone] }} />
          {label}
        </li>
      ))}
    </ul>
  );
}
