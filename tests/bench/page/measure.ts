import type { Client } from "pg";
import { median, round } from "../harness.ts";
import { bare, type Screen } from "./screens.ts";
import { type Work, workOf } from "./statements.ts";
import type { Answer, Web } from "./web.ts";

/** One installation: its web process and a connection that watches its database. */
export type Installation = { web: Web; client: Client };

type View = { work: Work; answer: Answer; problem: string | null };
type Pair = { small: View; large: View; bareMs: number };

export type Measured = {
  screen: Screen;
  views: View[];
  /** Why it is no page to be measured; none of them may be. */
  problems: string[];
  compressedBytes: number;
  /** Per pair of views, how much more it took where there is more; and against a bare page just before. */
  times: { sqlOfSmall: number; wholeOfSmall: number; firstByteOfBare: number };
};

const warmViews = 3;

/** The same page of the small and of the large installation by turns, so that a busy moment of the machine falls on both. */
export async function measure(
  small: Installation,
  large: Installation,
  [smallScreen, screen]: [Screen, Screen],
  times: number,
): Promise<Measured> {
  for (let time = 0; time < warmViews; time++) {
    await view(small, smallScreen);
    await view(large, screen);
  }
  const pairs: Pair[] = [];
  for (let time = 0; time < times; time++) {
    const { firstByteMs: bareMs } = await large.web.get(bare.path);
    const first = await view(...((time % 2 === 0 ? [small, smallScreen] : [large, screen]) as Viewed));
    const second = await view(...((time % 2 === 0 ? [large, screen] : [small, smallScreen]) as Viewed));
    pairs.push(time % 2 === 0 ? { small: first, large: second, bareMs } : { small: second, large: first, bareMs });
  }
  return {
    screen,
    views: pairs.map((pair) => pair.large),
    problems: [...new Set(pairs.flatMap((pair) => [pair.small.problem ?? [], pair.large.problem ?? []].flat()))],
    compressedBytes: await large.web.compressedBytes(screen.path, screen.cookie),
    times: timesOf(pairs),
  };
}

function timesOf(pairs: readonly Pair[]): Measured["times"] {
  const of = (ratio: (pair: Pair) => number) => round(median(pairs.map(ratio)));
  return {
    sqlOfSmall: of(({ small, large }) => large.work.ms / small.work.ms),
    wholeOfSmall: of(({ small, large }) => large.answer.wholeMs / small.answer.wholeMs),
    firstByteOfBare: of(({ large, bareMs }) => large.answer.firstByteMs / bareMs),
  };
}

type Viewed = [Installation, Screen];

async function view({ web, client }: Installation, screen: Screen): Promise<View> {
  const viewed = await workOf(client, () => web.get(screen.path, screen.cookie));
  return { ...viewed, problem: problemOf(screen, viewed.answer) };
}

function problemOf({ path, rows = 0 }: Screen, { status, body }: Answer): string | null {
  if (status !== 200) return `${path} was answered with ${status}.`;
  if (body.includes('data-dgst="')) return `${path} failed while it was made.`;
  // The skeleton that was shown meanwhile has a few rows of its own; one row of each is the head's.
  const shown = body.split("<tr").length - 2;
  return rows > 0 && shown < rows ? `${path} shows ${shown} rows, not ${rows}.` : null;
}

/** One page's row of the table. */
export function figuresOf({ screen, views, compressedBytes, times }: Measured) {
  const of = (pick: (view: View) => number) => views.map(pick);
  const bytes = median(of(({ answer }) => answer.bytes));
  return {
    sql_ms: round(median(of(({ work }) => work.ms))),
    sql_ms_p95: round(p95(of(({ work }) => work.ms))),
    log_ms: round(median(of(({ work }) => work.logMs)), 3),
    statements: median(of(({ work }) => work.statements)),
    again: median(of(({ work }) => work.again)),
    ttfb_ms: round(median(of(({ answer }) => answer.firstByteMs)), 1),
    whole_ms: round(median(of(({ answer }) => answer.wholeMs)), 1),
    whole_ms_p95: round(p95(of(({ answer }) => answer.wholeMs)), 1),
    kb: round(bytes / 1_000, 1),
    gzip_kb: round(compressedBytes / 1_000, 1),
    kb_per_row: screen.rows ? round(bytes / 1_000 / screen.rows) : null,
    ttfb_of_bare: times.firstByteOfBare,
    sql_growth: times.sqlOfSmall,
    whole_growth: times.wholeOfSmall,
  };
}

export type Figures = ReturnType<typeof figuresOf>;

/** Where to look first: the statement that most of a page's time at the database went to. */
export function heaviestOf({ screen, views }: Measured): string {
  const works = views.map(({ work }) => work).sort((one, other) => one.ms - other.ms);
  const middle = works[Math.floor(works.length / 2)];
  if (!middle) return "";
  const { ms, heaviest } = middle;
  const text = heaviest.query.replace(/\s+/g, " ").trim().slice(0, 160);
  return `${screen.name}: ${round(heaviest.ms, 1)} of ${round(ms, 1)} ms: ${text}`;
}

function p95(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? Number.NaN;
}
