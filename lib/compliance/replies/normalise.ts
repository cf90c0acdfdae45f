import { unaccented } from "./letters";

/** No text message is longer; what comes behind cannot make it slow. */
const longestText = 2000;

/**
 * Small letters of one width, without the marks of Latin letters. Marks of other scripts are letters and stay, but for the vowel signs
 * of Arabic, which people write or leave out as they please.
 */
export function normalise(text: string): string {
  const bounded = text.slice(0, longestText);
  if (/^[\x20-\x7e\r\n]*$/.test(bounded)) return bounded.toLowerCase();
  return fold(pictures(bounded));
}

/** The same for a word of a table. */
export function fold(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0335-\u0338]|[\u00ad\u200b-\u200f\u2060\ufeff]|\ufe0f/g, "")
    .replace(/(\p{Script=Latin})\p{M}+/gu, "$1")
    .normalize("NFC")
    .replace(/[øæßłœđðþı]/g, (letter) => unaccented[letter] ?? letter)
    .replace(/[\u064b-\u0652\u0640]/g, "")
    .replace(/ー{2,}/g, "")
    .replace(/[أإآٱ]/g, "ا")
    .replace(/ى/g, "ي")
    .replace(/ة/g, "ه")
    .replace(/[’‘ʼ`´]/g, "'")
    .replace(/[“”„«»「」『』]/g, '"');
}

/** Letters drawn as pictures become letters, and the few pictures that say something become words. */
function pictures(text: string): string {
  if (!/[\u{1f100}-\u{1faff}\u{2600}-\u{27bf}]/u.test(text)) return text;
  return text
    .replace(/[\u{1f1e6}-\u{1f1ff}]/gu, (sign) => letterAt(sign, 0x1f1e6))
    .replace(/[\u{1f150}-\u{1f169}]/gu, (sign) => letterAt(sign, 0x1f150))
    .replace(/[\u{1f170}-\u{1f189}]/gu, (sign) => letterAt(sign, 0x1f170))
    .replace(/[🛑✋🚫📵⛔🙅]/gu, " 🛑 ")
    .replace(/[😂🤣😍🥰😅😆😹😘❤🎉🥳]/gu, " 😂 ")
    .replace(/[🖕😡🤬😠👿]/gu, " 🖕 ");
}

function letterAt(sign: string, first: number): string {
  return String.fromCharCode(97 + (sign.codePointAt(0) ?? first) - first);
}
