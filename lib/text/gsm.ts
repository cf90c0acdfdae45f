/**
 * The GSM 03.38 default alphabet and its extension table (3GPP TS 23.038 §6.2.1), one cost per UTF-16 unit:
 * 0 = not in the alphabet, 1 = one septet, 2 = escape plus one septet. No character outside the BMP is in it.
 */
const basic =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const extension = "\f^{}\\[~]|€";

/** Indexed by UTF-16 code unit: a table beats a Set here, since this runs once per character sent. */
const septets = buildTable();

function buildTable(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (const character of basic) table[character.charCodeAt(0)] = 1;
  for (const character of extension) table[character.charCodeAt(0)] = 2;
  return table;
}

/** Septets that one UTF-16 unit takes: 0 when the alphabet lacks it. */
export function septetsOfUnit(codeUnit: number): 0 | 1 | 2 {
  return septets[codeUnit] as 0 | 1 | 2;
}

export function isGsmCharacter(character: string): boolean {
  return character.length === 1 && septets[character.charCodeAt(0)] !== 0;
}

export function isGsmText(text: string): boolean {
  return septetsOf(text) !== null;
}

/** Septets of a whole text, or null when a single character of it needs UCS-2. */
export function septetsOf(text: string): number | null {
  let total = 0;
  for (let index = 0; index < text.length; index++) {
    const cost = septetsOfUnit(text.charCodeAt(index));
    if (cost === 0) return null;
    total += cost;
  }
  return total;
}
