const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const extended = new Set("\f^{}\\[~]|€");

export type TextParts = { encoding: "GSM" | "UNICODE"; parts: number };

/** What the carrier would bill: 160/153 septets or 70/67 UTF-16 units; a pair is never split over two parts. */
export function countParts(text: string): TextParts {
  const septets: number[] = [];
  for (const character of text) {
    if (basic.has(character)) septets.push(1);
    else if (extended.has(character)) septets.push(2);
    else return { encoding: "UNICODE", parts: fill([...text].map(unitsOf), 70, 67) };
  }
  return { encoding: "GSM", parts: fill(septets, 160, 153) };
}

/** The text that `truncate_concat` leaves: what fits into one part. */
export function firstPart(text: string): string {
  const { encoding, parts } = countParts(text);
  if (parts <= 1) return text;
  const room = encoding === "GSM" ? 160 : 70;
  let used = 0;
  let kept = "";
  for (const character of text) {
    used += encoding === "GSM" && !extended.has(character) ? 1 : 2;
    if (encoding === "UNICODE") used += unitsOf(character) - 2;
    if (used > room) break;
    kept += character;
  }
  return kept;
}

function unitsOf(character: string): number {
  return character.length;
}

function fill(widths: number[], single: number, multi: number): number {
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (total <= single) return 1;
  let parts = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > multi) {
      parts += 1;
      used = 0;
    }
    used += width;
  }
  return parts;
}
