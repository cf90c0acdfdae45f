import { freemem, loadavg } from "node:os";

/** What a benchmark hands back. Rates of this machine mean little; ratios within one run are what is judged. */
export type BenchResult = {
  bench: string;
  sizes: number[];
  metrics: Record<string, number>;
  ratios: Record<string, number>;
  /** Bounds by name of a metric or ratio. */
  targets: Record<string, { min?: number; max?: number }>;
  pass: boolean;
};

export function judge(result: Omit<BenchResult, "pass">): BenchResult {
  const figures: Record<string, number> = { ...result.metrics, ...result.ratios };
  const pass = Object.entries(result.targets).every(([name, { min, max }]) => {
    const figure = figures[name] ?? Number.NaN;
    return figure >= (min ?? Number.NEGATIVE_INFINITY) && figure <= (max ?? Number.POSITIVE_INFINITY);
  });
  return { ...result, pass };
}

/** The table, and below it the one JSON line. */
export function print(result: BenchResult): void {
  const figures = { ...result.metrics, ...result.ratios };
  console.table(
    Object.fromEntries(
      Object.entries(figures).map(([name, value]) => {
        const { min, max } = result.targets[name] ?? {};
        const target = [min === undefined ? "" : `≥ ${min}`, max === undefined ? "" : `≤ ${max}`]
          .filter(Boolean)
          .join(", ");
        return [name, { value, target }];
      }),
    ),
  );
  console.log(`load ${loadavg()[0]?.toFixed(2)}, free memory ${Math.round(freemem() / 1e6)} MB`);
  console.log(JSON.stringify(result));
}

export function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

/** The most memory this process grew by while it worked, in MB (10^6 bytes). */
export async function memoryGrowthOf(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  await work();
  clearInterval(timer);
  return (Math.max(most, process.memoryUsage.rss()) - before) / 1e6;
}

/** Pseudo-random numbers below 1 that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
