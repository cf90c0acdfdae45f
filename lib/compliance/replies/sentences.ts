import { respell } from "./spelling";

/** A clause ends with " , ", every word with a space: " please , stop texting me ". */
export type Sentence = { words: string; isQuestion: boolean; isLoud: boolean };

/** Sentences of a cleaned text, spelled as their writer meant them. */
export function sentencesOf(text: string): Sentence[] {
  const parts = joined(text.replace(phoneNumber, " ☎ ")).split(
    /(?<=[!?؟])(?![!?؟])|[\n;:…。।¤"()\u005b\u005d<>{}|]|\.(?!\d)|(?<!\d)\.|\s[-–—~]+\s|--+|—/u,
  );
  const sentences: Sentence[] = [];
  for (const part of parts) {
    const words = tokensOf(part);
    if (words.length === 0) continue;
    const isQuestion = /[?؟]/.test(part);
    sentences.push({ words: ` ${words.map(respell).join(" ")} `, isQuestion, isLoud: part.includes("!") });
  }
  return sentences;
}

/** "s t o p", "S.T.O.P": letters that stand apart, one sign between each. */
function joined(text: string): string {
  return text.replace(
    /(?<![\p{L}\p{N}])\p{L}(?:([ .\-_*·])\p{L}(?![\p{L}\p{M}\p{N}]))(?:\1\p{L}(?![\p{L}\p{M}\p{N}]))+/gu,
    (letters) => letters.replace(/[^\p{L}]/gu, ""),
  );
}

const phoneNumber = /\+?\(?\d[\d ().-]{5,}\d/g;

function tokensOf(part: string): string[] {
  return elided(part)
    .replace(/#(?![\p{L}\p{N}])/gu, " ☎ ")
    .replace(/&/g, " and ")
    .replace(/[,،、，]/g, " , ")
    .replace(/[^\p{L}\p{M}\p{N},$@☎🛑🖕😂+]+/gu, " ")
    .trim()
    .split(/ +/)
    .filter((word) => word !== "" && word !== "+");
}

/** "l'abonnement" is two words, "don't" is one. */
function elided(part: string): string {
  if (!part.includes("'")) return part;
  return part.replace(/(?<!\p{L})((?:[ldmnsjct]|qu|\p{L}*[aeo]ll|un|all))'(?=\p{L}{2})/gu, "$1 ").replace(/'/g, "");
}
