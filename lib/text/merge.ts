import { textLimits } from "./limits";

/**
 * Merge fields: `{{first_name}}`, or with words for when there is no value: `{{first_name|there}}`. Spaces inside the
 * braces do not matter. What cannot be read as a field stays literal text and is reported as a problem.
 */
export type LiteralPiece = { kind: "literal"; text: string };
export type FieldPiece = { kind: "field"; field: string; fallback: string; index: number; length: number };
export type TemplatePiece = LiteralPiece | FieldPiece;

export type TemplateProblem = {
  kind: (typeof templateProblemKinds)[number];
  /** The field's name as it was written, where there is one. */
  field: string;
  /** Position in the body, in UTF-16 units, of what is to be marked. */
  index: number;
  length: number;
};

export const templateProblemKinds = ["unclosed", "unopened", "empty_field", "bad_name", "fallback_too_long"] as const;

export function templateProblemWords({ kind, field }: Pick<TemplateProblem, "kind" | "field">): string {
  switch (kind) {
    case "unclosed":
      return "“{{” opens a field that is never closed with “}}”.";
    case "unopened":
      return "“}}” closes a field that was never opened with “{{”.";
    case "empty_field":
      return "This field has no name. Write for example {{first_name}}.";
    case "bad_name":
      return `“${field}” is not a field name: use small letters, digits and _, for example {{first_name}}.`;
    case "fallback_too_long":
      return `The words for a missing ${field} are longer than ${textLimits.parameterValue} characters.`;
  }
}

export type Template = { pieces: TemplatePiece[]; problems: TemplateProblem[] };
export type MergeValues = Record<string, string | null | undefined>;

const fieldName = /^[a-z][a-z0-9_]*$/;

export function parseTemplate(body: string): Template {
  const template: Template = { pieces: [], problems: [] };
  let position = 0;
  while (position < body.length) {
    const open = body.indexOf("{{", position);
    addLiteral(template, body.slice(position, open < 0 ? body.length : open), position);
    if (open < 0) break;
    position = readField(template, body, open);
  }
  return template;
}

/** The distinct names of the fields used, in order of first appearance. */
export function fieldsOf(template: Template): string[] {
  const names = template.pieces.flatMap((piece) => (piece.kind === "field" ? [piece.field] : []));
  return [...new Set(names)];
}

/** Fields used that the caller cannot fill, in order of first appearance. */
export function unknownFields(template: Template, known: Iterable<string>): string[] {
  const names = new Set(known);
  return fieldsOf(template).filter((field) => !names.has(field));
}

/** The text one recipient gets. */
export function renderTemplate(template: Template, values: MergeValues): string {
  let text = "";
  for (const piece of template.pieces) {
    text += piece.kind === "literal" ? piece.text : (valueFor(piece.field, values) ?? piece.fallback);
  }
  return text;
}

/**
 * The value as it is sent: trimmed and cut to what Sinch takes; null when there is none. Own properties only: a field
 * called `constructor` must not find the one every object has.
 */
export function valueFor(field: string, values: MergeValues): string | null {
  if (!Object.hasOwn(values, field)) return null;
  const value = values[field]?.trim();
  return value ? clip(value, textLimits.parameterValue) : null;
}

/** Cuts to at most `limit` UTF-16 units without leaving half a surrogate pair behind. */
function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const isPairCut = (text.charCodeAt(limit - 1) & 0xfc00) === 0xd800;
  return text.slice(0, isPairCut ? limit - 1 : limit).trimEnd();
}

function addLiteral(template: Template, text: string, start: number): void {
  if (text === "") return;
  const close = text.indexOf("}}");
  if (close >= 0) {
    template.problems.push({ kind: "unopened", field: "", index: start + close, length: 2 });
  }
  pushText(template, text);
}

function pushText(template: Template, text: string): void {
  const last = template.pieces.at(-1);
  if (last?.kind === "literal") last.text += text;
  else template.pieces.push({ kind: "literal", text });
}

/** Reads the field that opens at `open` and returns where to go on. */
function readField(template: Template, body: string, open: number): number {
  const close = body.indexOf("}}", open + 2);
  const nextOpen = body.indexOf("{{", open + 2);
  if (close < 0 || (nextOpen >= 0 && nextOpen < close)) {
    template.problems.push({ kind: "unclosed", field: "", index: open, length: 2 });
    pushText(template, "{{");
    return open + 2;
  }
  const inner = body.slice(open + 2, close);
  const end = close + 2;
  const bar = inner.indexOf("|");
  const field = (bar < 0 ? inner : inner.slice(0, bar)).trim();
  const fallback = bar < 0 ? "" : inner.slice(bar + 1).trim();
  const kind = problemOf(field, fallback);
  if (kind) template.problems.push({ kind, field, index: open, length: end - open });
  if (kind && kind !== "fallback_too_long") pushText(template, body.slice(open, end));
  else template.pieces.push({ kind: "field", field, fallback, index: open, length: end - open });
  return end;
}

function problemOf(field: string, fallback: string): TemplateProblem["kind"] | null {
  if (field === "") return "empty_field";
  if (!fieldName.test(field)) return "bad_name";
  return fallback.length > textLimits.parameterValue ? "fallback_too_long" : null;
}
