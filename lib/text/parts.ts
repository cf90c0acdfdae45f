import { septetsOf, septetsOfUnit } from "./gsm";

/**
 * How many billed parts a text takes. An extension pair and a surrogate pair are never split over two parts, so
 * a part may carry one unit less than it could. Sinch picks the encoding per recipient after the merge fields are
 * filled: measure the rendered text, never the template.
 */
export type TextMeasure = {
  encoding: "GSM-7" | "UCS-2";
  /** Septets (GSM-7) or UTF-16 units (UCS-2). */
  units: number;
  /** At least 1: an empty text is one empty part. */
  parts: number;
  /** Units that one part holds at this number of parts: 160 or 153, 70 or 67. */
  perPart: number;
  /** Units that fit in the current number of parts. */
  capacity: number;
  /** Units left in the last part. */
  remaining: number;
};

/** 3GPP TS 23.040: 140 octets, of which a concatenated part gives 6 to its header. */
export const partSizes = {
  "GSM-7": { single: 160, multi: 153 },
  "UCS-2": { single: 70, multi: 67 },
} as const;

export function measureText(text: string): TextMeasure {
  const septets = septetsOf(text);
  if (septets === null) return measureUcs2(text);
  const { single, multi } = partSizes["GSM-7"];
  if (septets <= single) return toMeasure("GSM-7", septets, 1, septets);
  // Without extension characters nothing is kept together, so division is enough.
  if (septets === text.length) {
    const parts = Math.ceil(septets / multi);
    return toMeasure("GSM-7", septets, parts, septets - (parts - 1) * multi);
  }
  const split = splitGsm(text, multi);
  return toMeasure("GSM-7", septets, split.parts, split.last);
}

function measureUcs2(text: string): TextMeasure {
  const { single, multi } = partSizes["UCS-2"];
  if (text.length <= single) return toMeasure("UCS-2", text.length, 1, text.length);
  let parts = 0;
  let start = 0;
  while (start + multi < text.length) {
    start += splitsSurrogatePair(text, start + multi) ? multi - 1 : multi;
    parts++;
  }
  return toMeasure("UCS-2", text.length, parts + 1, text.length - start);
}

function splitsSurrogatePair(text: string, index: number): boolean {
  return (text.charCodeAt(index - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(index) & 0xfc00) === 0xdc00;
}

function splitGsm(text: string, multi: number): { parts: number; last: number } {
  let parts = 1;
  let used = 0;
  for (let index = 0; index < text.length; index++) {
    const cost = septetsOfUnit(text.charCodeAt(index));
    if (used + cost > multi) {
      parts++;
      used = 0;
    }
    used += cost;
  }
  return { parts, last: used };
}

function toMeasure(encoding: TextMeasure["encoding"], units: number, parts: number, last: number): TextMeasure {
  const size = partSizes[encoding];
  const perPart = parts === 1 ? size.single : size.multi;
  return { encoding, units, parts, perPart, capacity: perPart * parts, remaining: perPart - last };
}
