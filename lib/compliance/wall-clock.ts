/**
 * What a clock on a wall reads, as an instant. Twice a year most clocks jump: an hour that is missing or there twice is
 * said to be so, never guessed in silence.
 */
export type WallClock = { date: string; time: string; zone: string };

export type Moment = {
  instant: Date;
  /**
   * `missing`: clocks skip this time; the instant is as much later as they jump (02:30 becomes 03:30).
   * `twice`: it comes again after clocks go back; the instant is the first of the two.
   */
  kind: "once" | "missing" | "twice";
};

/** Null for a day or a time that no calendar has, and for a zone that nobody knows. */
export function momentOf({ date, time, zone }: WallClock): Moment | null {
  const wall = wallMs(date, time);
  if (wall === null || !isZone(zone)) return null;
  // Clocks change by far less than a day, so the offsets of the days around hold both sides of any change.
  const before = offsetMs(zone, wall - dayMs);
  const after = offsetMs(zone, wall + dayMs);
  const fitting = [...new Set([before, after])].filter((offset) => offsetMs(zone, wall - offset) === offset);
  if (fitting.length === 0) return { instant: new Date(wall - before), kind: "missing" };
  return { instant: new Date(wall - Math.max(...fitting)), kind: fitting.length > 1 ? "twice" : "once" };
}

/** What the clock shows at an instant: for the fields of a form. */
export function wallClockAt(instant: Date, zone: string): WallClock {
  const text = new Date(instant.getTime() + offsetMs(zone, instant.getTime())).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16), zone };
}

export function isZone(zone: string): boolean {
  try {
    return formatIn(zone) !== null;
  } catch {
    return false;
  }
}

const dayMs = 86_400_000;

/** The reading as if it were UTC. */
function wallMs(date: string, time: string): number | null {
  const text = `${date}T${time}:00.000Z`;
  const ms = Date.parse(text);
  // 30 February would roll over to March.
  return Number.isNaN(ms) || new Date(ms).toISOString() !== text ? null : ms;
}

/** How far clocks are ahead of UTC at an instant. */
function offsetMs(zone: string, instantMs: number): number {
  const second = Math.floor(instantMs / 1_000) * 1_000;
  const parts = formatIn(zone).formatToParts(second);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return wall - second;
}

// Making one takes 50 times as long as using it.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formats.set(zone, made);
  return made;
}
