import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("../../../app/globals.css", import.meta.url), "utf8");
const [base = ""] = css.split("@media");
const tokens = new Map(
  [...base.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = "", light = "", dark = ""]) => [name, { light, dark }] as const,
  ),
);

const grounds = ["bg", "surface", "sunken", "muted-soft"];
const texts = ["ink", "ink-2", "ink-3", "accent", "ok", "bad", "warn", "unknown"];
const pairs = [
  ...texts.flatMap((text) => grounds.map((ground) => [text, ground] as const)),
  ...["accent", "ok", "bad", "warn", "unknown"].map((tone) => [tone, `${tone}-soft`] as const),
  ["on-accent", "accent"] as const,
  ["on-accent", "accent-strong"] as const,
  ["on-bad", "bad"] as const,
  ["ink-2", "accent-soft"] as const,
];

describe.each(["light", "dark"] as const)("%s theme", (theme) => {
  test.each(pairs)("%s on %s reads at 4.5:1 or better", (text, ground) => {
    expect(contrast(colorOf(text, theme), colorOf(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });
});

test("the measure knows a bad pair", () => {
  expect(contrast("#75716a", "#f4f4f2")).toBeLessThan(4.5);
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
});

function colorOf(name: string, theme: "light" | "dark"): string {
  const token = tokens.get(name);
  if (!token) throw new Error(`app/globals.css has no token --${name}`);
  return token[theme];
}

/** WCAG 2.2, relative luminance. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
