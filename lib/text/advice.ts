import { isGsmText } from "./gsm";
import { signOf, typographyOf } from "./gsm-replacements";

/**
 * Which characters make a text UCS-2 (70 characters a part instead of 160) and what to write instead. A culprit is what
 * a reader sees as one character: an emoji of seven code points is one.
 */
export type UnicodeCulprit = {
  character: string;
  /** Position and length in UTF-16 units. */
  index: number;
  length: number;
  /** GSM text to put there; null when there is none. */
  replacement: string | null;
  /** The replacement reads differently ("ç" → "c", "½" → "1/2"): offer it, never apply it unasked. */
  changesReading: boolean;
  /** "curly quotation mark", "emoji", "letter ç" … */
  name: string;
};

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const pictographic = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
const letter = /^\p{L}\p{M}*$/u;
const scripts: [RegExp, string][] = [
  [/\p{Script=Cyrillic}/u, "Cyrillic letter"],
  [/\p{Script=Greek}/u, "Greek letter"],
  [/\p{Script=Arabic}/u, "Arabic letter"],
  [/\p{Script=Hebrew}/u, "Hebrew letter"],
  [/\p{Script=Han}/u, "Chinese character"],
  [/\p{Script=Hiragana}|\p{Script=Katakana}/u, "Japanese character"],
  [/\p{Script=Hangul}/u, "Korean character"],
  [/\p{Script=Devanagari}/u, "Devanagari letter"],
  [/\p{Script=Thai}/u, "Thai character"],
];

export function unicodeCulprits(text: string): UnicodeCulprit[] {
  if (isGsmText(text)) return [];
  const culprits: UnicodeCulprit[] = [];
  for (const { segment, index } of segmenter.segment(text)) {
    if (!isGsmText(segment)) culprits.push(culpritOf(segment, index));
  }
  return culprits;
}

/**
 * The text with every safe replacement made. `letters` also takes those that change the reading ("más" → "mas"). What
 * has no replacement (emoji, other scripts) stays, so the result may still be UCS-2.
 */
export function toGsm(text: string, { letters = false }: { letters?: boolean } = {}): string {
  let result = "";
  let position = 0;
  for (const culprit of unicodeCulprits(text)) {
    if (culprit.replacement === null || (culprit.changesReading && !letters)) continue;
    result += text.slice(position, culprit.index) + culprit.replacement;
    position = culprit.index + culprit.length;
  }
  return result + text.slice(position);
}

function culpritOf(character: string, index: number): UnicodeCulprit {
  const base = { character, index, length: character.length, name: nameOf(character) };
  const safe = mapEach(character.normalize("NFC"), (one) => typographyOf.get(one)?.to);
  if (safe !== null) return { ...base, replacement: safe, changesReading: false };
  const loose = signOf.get(character)?.to ?? (pictographic.test(character) ? null : withoutAccents(character));
  return { ...base, replacement: loose, changesReading: loose !== null };
}

/** "ç" → "c", "ﬁ" → "fi", "Ａ" → "A"; null when something else than GSM remains. */
function withoutAccents(character: string): string | null {
  const composed = mapEach(character.normalize("NFKC"), (one) => typographyOf.get(one)?.to ?? signOf.get(one)?.to);
  if (composed !== null) return composed;
  const bare = character.normalize("NFKD").replace(/\p{M}/gu, "");
  return bare === "" ? null : mapEach(bare, (one) => typographyOf.get(one)?.to ?? signOf.get(one)?.to);
}

/** Replaces what is not GSM, code point by code point; null as soon as one has no replacement. */
function mapEach(text: string, replacementOf: (character: string) => string | undefined): string | null {
  let result = "";
  for (const character of text) {
    const replacement = isGsmText(character) ? character : replacementOf(character);
    if (replacement === undefined) return null;
    result += replacement;
  }
  return result;
}

function nameOf(character: string): string {
  const known = typographyOf.get(character) ?? signOf.get(character);
  if (known) return known.name;
  if (pictographic.test(character)) return "emoji";
  const script = scripts.find(([pattern]) => pattern.test(character));
  if (script) return script[1];
  if (letter.test(character.normalize("NFC"))) return `letter ${character.normalize("NFC")}`;
  const codes = [...character].map((one) => `U+${hex(one)}`);
  return `character ${codes.join(" ")}`;
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}
