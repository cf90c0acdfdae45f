/** What a colour says. It is never said by the colour alone: an icon or a word stands beside it. */
export type Tone = "accent" | "ok" | "bad" | "warn" | "unknown" | "muted";

/** Text on its own soft ground. */
export const softTone: Record<Tone, string> = {
  accent: "bg-accent-soft text-accent",
  ok: "bg-ok-soft text-ok",
  bad: "bg-bad-soft text-bad",
  warn: "bg-warn-soft text-warn",
  unknown: "bg-unknown-soft text-unknown",
  muted: "bg-muted-soft text-ink-2",
};

export const textTone: Record<Tone, string> = {
  accent: "text-accent",
  ok: "text-ok",
  bad: "text-bad",
  warn: "text-warn",
  unknown: "text-unknown",
  muted: "text-ink-3",
};

/** A filled shape: a bar, a dot. */
export const fillTone: Record<Tone, string> = {
  accent: "bg-accent",
  ok: "bg-ok",
  bad: "bg-bad",
  warn: "bg-warn",
  unknown: "bg-unknown",
  muted: "bg-ink-3",
};
