import { textLimits } from "./limits";
import { type FieldPiece, type MergeValues, type Template, valueFor } from "./merge";

/**
 * Turns a template into Sinch's way of personalising a batch: `${key}` in the body and one value per recipient and
 * key. Every key has a default, so no recipient can fail with code 405 (unmatched parameter), and a recipient whose
 * value equals the default is left out. Sinch takes every `${` for a placeholder: a dollar sign that would start one
 * by accident travels as a value itself.
 */
export type SinchParameters = {
  body: string;
  parameters: Record<string, { default: string; values: Record<string, string> }>;
};

export type MergeRecipient = { phone: string; values: MergeValues };

export function toSinchParameters(template: Template, recipients: readonly MergeRecipient[]): SinchParameters {
  const result: SinchParameters = { body: "", parameters: {} };
  const keys = new Map<string, string>();
  const texts = template.pieces.map((piece) => (piece.kind === "literal" ? piece.text : "")).join(" ");

  for (const [index, piece] of template.pieces.entries()) {
    if (piece.kind === "literal") {
      const isBeforeField = template.pieces[index + 1]?.kind === "field";
      result.body += escapeDollars(piece.text, isBeforeField, () => dollarKey(result, keys, texts));
    } else {
      result.body += placeholder(fieldKey(piece, result, keys, texts, recipients));
    }
  }
  return result;
}

function placeholder(key: string): string {
  return `\${${key}}`;
}

/** Dollar signs right before a brace, or right before a placeholder of ours (some engines read `$$` as an escape). */
function escapeDollars(text: string, isBeforeField: boolean, key: () => string): string {
  const pattern = isBeforeField ? /\$+(?=\{|$(?![\s\S]))/g : /\$+(?=\{)/g;
  return text.replace(pattern, (run) => placeholder(key()).repeat(run.length));
}

function dollarKey(result: SinchParameters, keys: Map<string, string>, texts: string): string {
  const id = "$";
  const known = keys.get(id);
  if (known) return known;
  const key = freeKey("dollar", result, texts);
  keys.set(id, key);
  result.parameters[key] = { default: "$", values: {} };
  return key;
}

/** The key of a field and its fallback; the same field with other fallback words is another key. */
function fieldKey(
  piece: FieldPiece,
  result: SinchParameters,
  keys: Map<string, string>,
  texts: string,
  recipients: readonly MergeRecipient[],
): string {
  const id = `${piece.field}|${piece.fallback}`;
  const known = keys.get(id);
  if (known) return known;
  const key = freeKey(piece.field, result, texts);
  keys.set(id, key);
  const values: Record<string, string> = {};
  for (const recipient of recipients) {
    const value = valueFor(piece.field, recipient.values);
    if (value !== null && value !== piece.fallback) values[recipient.phone] = value;
  }
  result.parameters[key] = { default: piece.fallback, values };
  return key;
}

/**
 * A key not yet taken, and not one that the user's own text would spell as `${key}` once its dollar sign is back:
 * that keeps the text whole even if the other side were to substitute key by key.
 */
function freeKey(name: string, result: SinchParameters, texts: string): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? "" : `.${number}`;
    const key = name.slice(0, textLimits.parameterKey - suffix.length) + suffix;
    if (!Object.hasOwn(result.parameters, key) && !texts.includes(`{${key}}`)) return key;
  }
}
