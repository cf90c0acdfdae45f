"use client";

import { Area, CartesianGrid, AreaChart as Recharts, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatAxisDay, formatCompact, formatCount } from "@/lib/format";
import { type ChartDay, type ChartSeries, ChartTable, chartColor } from "./chart-data";

type AreaChartProps = {
  /** A sentence: "Messages delivered and failed by day, 23 Oct to 21 Nov". */
  label: string;
  /** Drawn in this order; only the first one is filled. */
  series: readonly ChartSeries[];
  days: readonly ChartDay[];
  height?: number;
};

/** Figures by day. Never animated: the data explains itself, and nothing has to wait for reduced motion. */
export function AreaChart({ label, series, days, height = 210 }: AreaChartProps) {
  return (
    <figure aria-label={label} className="relative">
      <div aria-hidden style={{ height }}>
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height }}>
          <Recharts data={[...days]} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis {...dayAxis} />
            <YAxis {...countAxis} />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: "var(--line-strong)" }}
              content={({ active, label: day }) => (
                <DayNote active={active} day={days.find((one) => one.day === day)} series={series} />
              )}
            />
            {series.map((line, index) => (
              <Area
                key={line.key}
                dataKey={({ values }: ChartDay) => values[line.key] ?? 0}
                name={line.label}
                type="linear"
                stroke={chartColor[line.tone]}
                strokeWidth={1.5}
                fill={index === 0 ? chartColor[line.tone] : "none"}
                fillOpacity={0.1}
                isAnimationActive={false}
                activeDot={{ r: 3.5, strokeWidth: 0 }}
              />
            ))}
          </Recharts>
        </ResponsiveContainer>
      </div>
      <ChartTable caption={label} series={series} days={days} />
    </figure>
  );
}

const tick = { fill: "var(--ink-3)", fontSize: 11 };

const dayAxis = {
  dataKey: "day",
  tickFormatter: formatAxisDay,
  tick,
  tickLine: false,
  axisLine: { stroke: "var(--line)" },
  interval: "preserveStartEnd",
  minTickGap: 48,
  tickMargin: 8,
} as const;

const countAxis = {
  width: 40,
  tickFormatter: formatCompact,
  tick,
  tickLine: false,
  axisLine: false,
  allowDecimals: false,
  tickCount: 4,
} as const;

type DayNoteProps = { active: boolean | undefined; day: ChartDay | undefined; series: readonly ChartSeries[] };

function DayNote({ active, day, series }: DayNoteProps) {
  if (!active || !day) return null;
  return (
    <div className="rounded-control border border-line-strong bg-surface px-3 py-2 text-sm shadow-lift">
      <p className="font-[580]">{formatAxisDay(day.day)}</p>
      {series.map(({ key, label, tone }) => (
        <p key={key} className="flex items-center gap-1.5 text-ink-2">
          <span className="size-2 rounded-[3px]" style={{ background: chartColor[tone] }} />
          {label}
          <span className="ml-auto pl-4 font-medium text-ink tabular-nums">{formatCount(day.values[key] ?? 0)}</span>
        </p>
      ))}
    </div>
  );
}
