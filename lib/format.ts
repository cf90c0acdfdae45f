/**
 * Figures, money, instants, durations and phone numbers as people read them: the same on the server, in the browser and
 * under every locale of the machine. A unit stays on the line of its figure (no-break space).
 */
const nbsp = "\u00a0";
const minus = "\u2212";
const grouping = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** 48,210. Never rounded to thousands: it also stands on buttons that send. */
export function formatCount(value: number | bigint): string {
  return grouping.format(value);
}

/** 12,480 messages. The verb may come along: `formatCounted(rows, "row was", "rows were")`. */
export function formatCounted(value: number | bigint, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${plural(value, one, many)}`;
}

/** The words that agree with a count which stands elsewhere, or nowhere. None is many: "0 rows were read". */
export function plural(value: number | bigint, one: string, many: string): string {
  return value === 1 || value === 1n ? one : many;
}

/** 60k, for the axis of a chart only. */
export function formatCompact(value: number): string {
  return compact.format(value).replace("K", "k");
}

/** 0.978 → 97.8 %. Only all is 100 and only none is 0: 99.99 stays 99.9, and a trace is "<0.1 %". */
export function formatPercent(ratio: number, digits = 1): string {
  if (!Number.isFinite(ratio)) return "–";
  const step = 10 ** -digits;
  const percent = ratio * 100;
  if (percent > 0 && percent < step / 2) return `<${step.toFixed(digits)}${nbsp}%`;
  if (percent < 100 && percent > 100 - step / 2) return `${(100 - step).toFixed(digits)}${nbsp}%`;
  return `${trimZeros(percent.toFixed(digits))}${nbsp}%`;
}

/** The share of a part in a whole; of nothing there is no share: "–". */
export function formatShare(part: number, whole: number, digits = 1): string {
  return whole === 0 ? "–" : formatPercent(part / whole, digits);
}

/** 0.124 → +12.4 %. */
export function formatChange(ratio: number, digits = 1): string {
  if (!Number.isFinite(ratio)) return "–";
  if (ratio === 0) return `0${nbsp}%`;
  return `${ratio > 0 ? "+" : minus}${formatPercent(Math.abs(ratio), digits)}`;
}

/** € 41,620.55. `digits` for prices of a single part: € 0.070. */
export function formatMoney(amount: number, currency: string, digits = 2): string {
  const parts = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).formatToParts(Math.abs(amount));
  const symbol = parts.find(({ type }) => type === "currency")?.value ?? currency;
  const figure = parts
    .filter(({ type }) => type !== "currency" && type !== "literal")
    .map(({ value }) => value)
    .join("");
  return `${amount < 0 ? minus : ""}${symbol}${nbsp}${figure}`;
}

/** 820 B, 1.2 kB, 4.5 MB. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const figure = bytes / 1000 ** power;
  return `${power === 0 ? figure : trimZeros(figure.toFixed(1))}${nbsp}${units[power]}`;
}

const unitsMs = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** 0.4 s, 42 s, 1 min 16 s, 2 h 5 min, 3 d 4 h: at most two units. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${trimZeros((Math.max(0, ms) / 1_000).toFixed(1))}${nbsp}s`;
  const rounded = ms < 3_600_000 ? Math.round(ms / 1_000) * 1_000 : Math.round(ms / 60_000) * 60_000;
  const index = unitsMs.findIndex(([, size]) => rounded >= size);
  const [unit, size] = unitsMs[index] ?? unitsMs[3];
  const whole = Math.floor(rounded / size);
  const finer = unitsMs[index + 1];
  const rest = finer ? Math.floor((rounded % size) / finer[1]) : 0;
  return `${whole}${nbsp}${unit}${finer && rest > 0 ? ` ${rest}${nbsp}${finer[0]}` : ""}`;
}

/** "in 3 h", "4 s ago", "now". */
export function formatRelative(instant: Date, now: Date): string {
  const ms = instant.getTime() - now.getTime();
  const distance = Math.abs(ms);
  const [unit, size] = unitsMs.find(([, length]) => distance >= length) ?? [null, 1];
  if (!unit) return "now";
  const words = `${Math.floor(distance / size)}${nbsp}${unit}`;
  return ms > 0 ? `in ${words}` : `${words} ago`;
}

type Pieces = { weekday: string; day: string; month: string; year: string; clock: string; seconds: string };

/** Saturday 21 November 2026. */
export function formatDay(instant: Date, zone: string): string {
  const { weekday, day, month, year } = piecesOf(instant, zone, "long");
  return `${weekday} ${day} ${month} ${year}`;
}

/** 21 Nov 2026. */
export function formatDate(instant: Date, zone: string): string {
  const { day, month, year } = piecesOf(instant, zone, "short");
  return `${day} ${month} ${year}`;
}

/** 09:41, or 09:41:07. For tables and lists whose header or page names the zone. */
export function formatTime(instant: Date, zone: string, { seconds = false } = {}): string {
  const pieces = piecesOf(instant, zone, "short");
  return seconds ? `${pieces.clock}:${pieces.seconds}` : pieces.clock;
}

/** 21 Nov 2026, 09:41 Europe/Berlin: the form for every instant that stands alone. */
export function formatDateTime(instant: Date, zone: string): string {
  return `${formatDate(instant, zone)}, ${formatTime(instant, zone)} ${formatZone(zone)}`;
}

/** America/New_York → America/New York. */
export function formatZone(zone: string): string {
  return zone.replaceAll("_", " ");
}

/** Thu 19 Nov, 10:00. For tables and lists whose header or page names the zone. */
export function formatShortDateTime(instant: Date, zone: string): string {
  const { weekday, day, month, clock } = piecesOf(instant, zone, "short");
  return `${weekday} ${day} ${month}, ${clock}`;
}

/** "2026-10-23" → 23 Oct, for the axis of a chart by day. */
export function formatAxisDay(day: string): string {
  const { day: number, month } = piecesOf(new Date(`${day}T12:00:00Z`), "UTC", "short");
  return `${number} ${month}`;
}

function piecesOf(instant: Date, zone: string, width: "long" | "short"): Pieces {
  // en-US for the names (en-GB writes "Sept"), put together in the order of the rest of the world.
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    weekday: width,
    day: "numeric",
    month: width,
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(instant);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  return {
    weekday: of("weekday"),
    day: of("day"),
    month: of("month"),
    year: of("year"),
    clock: `${of("hour")}:${of("minute")}`,
    seconds: of("second"),
  };
}

// The calling codes of two digits; 1 and 7 have one, all others three. Codes are prefix-free, so this is enough to split.
const twoDigitCodes = new Set(
  "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(
    " ",
  ),
);

// How people of a country write a mobile number, the calling code left out. Only for this very number of digits.
const groupsOf = new Map(
  "1:334 7:3322 27:234 30:334 31:18 32:3222 33:12222 34:333 36:234 39:334 40:333 41:2322 43:334 44:46 45:2222 46:2322 47:323 48:333 49:344 49:334 52:244 55:254 61:333 64:234 65:44 81:244 82:244 86:344 90:3322 91:55 351:333 352:333 353:234 358:2322 380:2322 385:234 420:333 421:333 852:44 971:234 972:234"
    .split(" ")
    .map((line) => {
      const [code = "", digits = ""] = line.split(":");
      const groups = [...digits].map(Number);
      return [`${code} ${sum(groups)}`, groups] as const;
    }),
);

/** +4917604069021 → +49 176 0406 9021. Text that is no E.164 number is returned as it is. */
export function formatPhone(e164: string): string {
  const split = splitPhone(e164);
  return split ? `+${split.code} ${grouped(split.national, split.code)}` : e164;
}

/** +49 ••• •••• 5678: enough to recognise a number one knows, not enough to learn one. */
export function maskPhone(e164: string): string {
  const split = splitPhone(e164);
  if (!split) return "•".repeat(Math.min(e164.length, 8));
  const shown = split.national.slice(-Math.min(4, Math.floor(split.national.length / 2)));
  return `+${split.code} ${grouped(shown.padStart(split.national.length, "•"), split.code)}`;
}

function splitPhone(e164: string): { code: string; national: string } | null {
  if (!/^\+[1-9]\d{5,14}$/.test(e164)) return null;
  const digits = e164.slice(1);
  const length = codeLength(digits);
  return { code: digits.slice(0, length), national: digits.slice(length) };
}

function codeLength(digits: string): number {
  if (digits.startsWith("1") || digits.startsWith("7")) return 1;
  return twoDigitCodes.has(digits.slice(0, 2)) ? 2 : 3;
}

/** As the country does; elsewhere in threes, and never with a lonely digit at the end. */
function grouped(national: string, code: string): string {
  const groups = groupsOf.get(`${code} ${national.length}`) ?? threes(national.length);
  const ends = groups.map((_, index) => sum(groups.slice(0, index + 1)));
  return ends.map((end, index) => national.slice(ends[index - 1] ?? 0, end)).join(" ");
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

function threes(length: number): number[] {
  if (length <= 4) return [length];
  return [3, ...threes(length - 3)];
}

function trimZeros(figure: string): string {
  return figure.includes(".") ? figure.replace(/\.?0+$/, "") : figure;
}
