import { Card } from "@/components/ui/card";
import { type ChartSeries, chartColor } from "@/components/ui/chart-data";
import { LazyAreaChart } from "@/components/ui/lazy-area-chart";
import { FilterPills } from "@/components/ui/tabs";
import { formatAxisDay } from "@/lib/format";
import { weeksOf } from "@/lib/reports/rules";
import { type ActivityDay, defaultRange, type Range, ranges } from "@/lib/reports/views";

const series: ChartSeries[] = [
  { key: "delivered", label: "delivered", tone: "accent" },
  { key: "failed", label: "failed", tone: "bad" },
  { key: "opted_out", label: "opt-outs", tone: "warn" },
];

const rangeWords: Record<Range, string> = { 7: "7 days", 30: "30 days", 90: "90 days", 365: "Year" };

/** Delivered, failed and opted out by day in the organisation's zone; a whole year is drawn by week. */
export function ActivityCard({ days, range }: { days: readonly ActivityDay[]; range: Range }) {
  const isYear = range === 365;
  const drawn = isYear ? weeksOf(days) : days;
  const first = formatAxisDay(drawn[0]?.day ?? "");
  const last = formatAxisDay(days.at(-1)?.day ?? "");
  const label = `Messages delivered, failed and opt-outs by ${isYear ? "week" : "day"}, ${first} to ${last}`;
  const title = isYear ? "Messages by week, last 52 weeks" : `Messages, last ${range} days`;
  return (
    <Card title={title} actions={<Ranges now={range} />}>
      <Legend />
      <LazyAreaChart label={label} series={series} days={drawn} height={228} />
    </Card>
  );
}

function Ranges({ now }: { now: Range }) {
  const items = ranges.map((range) => ({
    label: rangeWords[range],
    href: range === defaultRange ? "/" : `/?days=${range}`,
    active: range === now,
  }));
  return <FilterPills label="How far back" items={items} />;
}

/** For the eye only: the chart's table names its columns. */
function Legend() {
  return (
    <ul aria-hidden className="mb-3 flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-2">
      {series.map(({ key, label, tone }) => (
        <li key={key} className="flex items-center gap-1.5">
          <span className="size-2 rounded-[3px]" style={{ background: chartColor[tone] }} />
          {label}
        </li>
      ))}
    </ul>
  );
}
