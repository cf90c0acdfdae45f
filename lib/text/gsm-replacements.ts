/**
 * Look-alikes in GSM 03.38 of characters that would force UCS-2. Typography keeps the words as they are spelled; signs
 * and letters change what is read, so a person has to want them. Names as a marketer would say them.
 * Sources: Unicode names, Sinch Auto Encoding (which replaces the first kind only), Twilio's smart encoding map (MIT).
 */
export type Replacement = { to: string; name: string };

type Row = [characters: string, to: string, name: string];

const typography: Row[] = [
  ["“”„‟❝❞〝〞", '"', "curly quotation mark"],
  ["«»", '"', "angle quotation mark"],
  ["‹›", "'", "angle quotation mark"],
  ["‘’‚‛❛❜ʼʻʽ", "'", "curly apostrophe"],
  ["`´ˋˊ", "'", "accent used as apostrophe"],
  ["′", "'", "prime"],
  ["″", '"', "double prime"],
  ["–", "-", "en dash"],
  ["—―", "-", "em dash"],
  ["‐‑‒−⁃﹣－", "-", "hyphen or minus sign"],
  ["…", "...", "ellipsis"],
  ["\u00a0\u202f\u2007", " ", "non-breaking space"],
  ["\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000", " ", "wide or narrow space"],
  ["\t", " ", "tab"],
  ["\u2028\u2029\u0085\u000b", "\n", "line separator"],
  [
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufe0e\ufe0f",
    "",
    "invisible character",
  ],
  ["•◦▪●·‣", "-", "bullet"],
  ["⁄∕", "/", "fraction slash"],
  ["×✕", "x", "multiplication sign"],
  ["‰", "0/00", "per mille sign"],
  ["ẞ", "ß", "capital sharp s"],
];

const signs: Row[] = [
  ["©", "(c)", "copyright sign"],
  ["®", "(R)", "registered sign"],
  ["™", "(TM)", "trademark sign"],
  ["°", " deg", "degree sign"],
  ["½", "1/2", "one half"],
  ["¼", "1/4", "one quarter"],
  ["¾", "3/4", "three quarters"],
  ["→➔➜", "->", "arrow"],
  ["←", "<-", "arrow"],
  ["≤", "<=", "less-or-equal sign"],
  ["≥", ">=", "greater-or-equal sign"],
  ["¢", "c", "cent sign"],
  ["₹", "Rs", "rupee sign"],
  ["₺", "TL", "lira sign"],
  ["œ", "oe", "letter œ"],
  ["Œ", "OE", "letter Œ"],
  ["ł", "l", "letter ł"],
  ["Ł", "L", "letter Ł"],
  ["đð", "d", "letter đ"],
  ["ĐÐ", "D", "letter Đ"],
  ["ı", "i", "dotless i"],
  ["þ", "th", "letter thorn"],
  ["Þ", "Th", "letter thorn"],
  ["ĳ", "ij", "letter ĳ"],
  ["Ĳ", "IJ", "letter Ĳ"],
];

/** Same words, other punctuation: always safe. */
export const typographyOf: ReadonlyMap<string, Replacement> = tableOf(typography);
/** Reads differently: only when the writer wants it. */
export const signOf: ReadonlyMap<string, Replacement> = tableOf(signs);

function tableOf(rows: Row[]): Map<string, Replacement> {
  const table = new Map<string, Replacement>();
  for (const [characters, to, name] of rows) {
    for (const character of characters) table.set(character, { to, name });
  }
  return table;
}
