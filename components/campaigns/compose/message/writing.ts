import { type UnicodeCulprit, unicodeCulprits } from "@/lib/text/advice";
import { fieldsOf, parseTemplate } from "@/lib/text/merge";
import type { TextMeasure } from "@/lib/text/parts";
import { draftText } from "@/lib/text/render";

/** What the composer works out of a text while it is typed. Pure. */

/** What is added under the body; empty when the body says it in its own words. */
export function addedLine(body: string, optOutLine: string): string {
  return draftText(body, optOutLine).body === body ? "" : optOutLine.trim();
}

/** "132/160": units used and units that fit in the parts it takes. */
export function counterOf({ units, capacity }: TextMeasure): string {
  return `${units}/${capacity}`;
}

export type Mark = { kind: "plain" | "field" | "culprit" | "problem"; text: string; start: number };

/** The body cut into what is drawn differently: fields, characters that force Unicode, and what cannot be read. */
export function marksOf(body: string): Mark[] {
  const template = parseTemplate(body);
  const spans = [
    ...template.pieces.flatMap((piece) =>
      piece.kind === "field" ? [{ kind: "field" as const, index: piece.index, length: piece.length }] : [],
    ),
    ...template.problems.map(({ index, length }) => ({ kind: "problem" as const, index, length })),
    ...unicodeCulprits(body).map(({ index, length }) => ({ kind: "culprit" as const, index, length })),
  ].sort((a, b) => a.index - b.index || b.length - a.length);
  const marks: Mark[] = [];
  let position = 0;
  for (const span of spans) {
    if (span.index < position) continue;
    if (span.index > position) marks.push({ kind: "plain", text: body.slice(position, span.index), start: position });
    marks.push({ kind: span.kind, text: body.slice(span.index, span.index + span.length), start: span.index });
    position = span.index + span.length;
  }
  if (position < body.length) marks.push({ kind: "plain", text: body.slice(position), start: position });
  return marks;
}

export type Culprit = {
  character: string;
  name: string;
  replacement: string | null;
  changesReading: boolean;
  times: number;
};

/** Each character that forces Unicode once, with how often it stands there. */
export function culpritsOf(body: string): Culprit[] {
  const found = new Map<string, Culprit>();
  for (const { character, name, replacement, changesReading } of unicodeCulprits(body)) {
    const known = found.get(character) ?? { character, name, replacement, changesReading, times: 0 };
    known.times++;
    found.set(character, known);
  }
  return [...found.values()];
}

/** The body with one of its characters replaced wherever it stands. */
export function replaceCharacter(body: string, character: string, replacement: string): string {
  let result = "";
  let position = 0;
  for (const culprit of unicodeCulprits(body) as UnicodeCulprit[]) {
    if (culprit.character !== character) continue;
    result += body.slice(position, culprit.index) + replacement;
    position = culprit.index + culprit.length;
  }
  return result + body.slice(position);
}

export function unknownIn(body: string, known: readonly string[]): string[] {
  return fieldsOf(parseTemplate(body)).filter((field) => !known.includes(field));
}

/** Fields that leave a gap for somebody without a value. */
export function withoutFallback(body: string): string[] {
  const pieces = parseTemplate(body).pieces;
  const names = pieces.flatMap((piece) => (piece.kind === "field" && piece.fallback === "" ? [piece.field] : []));
  return [...new Set(names)];
}

/** first_name → first name. */
export function fieldWords(field: string): string {
  return field.replaceAll("_", " ");
}

/** Sensible words for when a value is missing; one edits them in the text. */
export function fieldToken(field: string): string {
  return field === "first_name" ? "{{first_name|there}}" : `{{${field}|}}`;
}

/** Parts of the whole campaign, from the parts of a sample; exact when everybody was measured. */
export function estimateParts(
  parts: readonly { parts: number; people: number }[],
  eligible: number,
): { total: number; isExact: boolean } {
  const sampled = parts.reduce((sum, row) => sum + row.people, 0);
  if (sampled === 0) return { total: 0, isExact: eligible === 0 };
  const inSample = parts.reduce((sum, row) => sum + row.parts * row.people, 0);
  return { total: Math.round((inSample / sampled) * eligible), isExact: sampled >= eligible };
}
