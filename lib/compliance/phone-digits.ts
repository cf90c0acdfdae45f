import type { PhoneProblem } from "./phone-problems";

/** The digits of a written phone number, and whether they begin with a calling code. */
export type DigitsResult =
  | { ok: true; digits: string; isInternational: boolean }
  | { ok: false; problem: PhoneProblem };

/** A cell longer than this holds something else; a broken file can put megabytes into one. */
const longestText = 200;
const plainCharacters = /^[\d +().\-/]*$/;
const separators = /[\s().\-/_·•~]/g;
/** Marks that phones and spreadsheets copy along and nobody sees: direction marks, zero-width characters, BOM. */
const invisible = /[\p{Cf}\p{Mn}]/gu;
const dashes = /[\p{Pd}\u2212\u30fc]/gu;
const scientific = /^\+?\d+(?:[.,]\d+)?\s*e\s*\+?\d+$/i;
/** A column of numbers with a gap becomes floating point: 4915123456789.0 */
const floatingPoint = /^(\+?\d{7,})[.,]0{1,2}$/;
const extension =
  /\d\s*(?:,?\s*(?:ext(?:ension)?|extn|x|int|anexo|ramal|poste|durchwahl)[.:]?\s*|;ext=|#\s*)\d{1,7}#?$/i;
/** Italy (with San Marino and the Vatican) keeps its zero when called from abroad. */
const abroad = /^(?:\+|00)(?! ?(?:39|378|379))/;

export function readDigits(raw: string): DigitsResult {
  if (raw.length > longestText) return { ok: false, problem: "not_a_number" };
  const isPlain = plainCharacters.test(raw);
  const text = isPlain ? raw.trim() : simplify(raw);
  if (text === "") return { ok: false, problem: "empty" };
  if (!isPlain && scientific.test(text)) return { ok: false, problem: "scientific" };
  if (text.length > 14 && holdsSeveral(text)) return { ok: false, problem: "several" };
  if (!isPlain && extension.test(text)) return { ok: false, problem: "extension" };
  const written = floatingPoint.exec(text)?.[1] ?? text;
  const compact = withoutTrunkZero(written).replace(separators, "");
  const isInternational = compact.startsWith("+");
  const digits = isInternational ? compact.slice(1) : compact;
  if (!/^\d+$/.test(digits)) return { ok: false, problem: "not_a_number" };
  return { ok: true, digits, isInternational };
}

/** Full-width and other scripts' digits, odd spaces and dashes, Excel's quoting, `tel:` → plain ASCII. */
function simplify(raw: string): string {
  return raw
    .normalize("NFKC")
    .replace(invisible, "")
    .replace(dashes, "-")
    .replace(/\p{Nd}/gu, toAsciiDigit)
    .trim()
    .replace(/^="(.*)"$/, "$1")
    .replace(/^["'’‘`´]+|["'’‘`´]+$/g, "")
    .replace(/^tel:/i, "")
    .trim();
}

/** Decimal digits of every script come in runs of ten, each starting at its zero. */
function toAsciiDigit(digit: string): string {
  if (digit >= "0" && digit <= "9") return digit;
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}

/** "0151 2345678 / 0171 2345678". A slash alone is no sign: "0151/2345678" is one number. */
function holdsSeveral(text: string): boolean {
  const pieces = text.split(/[,;|/\n]|\bor\b|(?=\s\+)/i).map((piece) => piece.replace(separators, ""));
  return pieces.filter((piece) => /^\+?\d{7,}$/.test(piece)).length > 1;
}

/** "+49 (0)151 …": the zero is dialled at home only, and by those in a hurry not at all. */
function withoutTrunkZero(text: string): string {
  return abroad.test(text) ? text.replace("(0)", "") : text;
}
