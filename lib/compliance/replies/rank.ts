import type { Language } from "./language";
import { languages } from "./languages";
import { allWordsOf, literalsOf } from "./pattern";

export type Ranked = { index: number; score: number };

/** How many languages may speak about a sentence: people mix two, and short words belong to several. */
const mostLanguages = 4;

/** The languages whose words a sentence uses, the one with most of them first; in a draw English, then the order of the tables. */
export function rank(words: string): Ranked[] {
  const scores = new Array<number>(languages.length).fill(0);
  for (const word of words.split(" ")) {
    let known = word === "" ? 0 : knownIn(word);
    for (let index = 0; known !== 0; index++, known >>= 1) if (known & 1) scores[index] = (scores[index] ?? 0) + 1;
  }
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(words)) {
    for (const [index, { isUnspaced }] of languages.entries()) if (isUnspaced) scores[index] = 1000;
  }
  const ranked = scores.map((score, index) => ({ index, score })).filter(({ score }) => score > 0);
  ranked.sort((one, other) => other.score - one.score || one.index - other.index);
  const least = (ranked[0]?.score ?? 0) * 0.5;
  return ranked.filter(({ score }) => score >= least).slice(0, mostLanguages);
}

const exact = new Map<string, number>();
const prefixes = new Map<string, number>();
for (const [index, language] of languages.entries()) learn(language, 1 << index);

function learn(language: Language, bit: number): void {
  for (const word of [...allWordsOf(language), ...literalsOf(language)].flatMap((phrase) => phrase.split("_"))) {
    const table = word.endsWith("*") ? prefixes : exact;
    const known = word.replace("*", "");
    if (known !== "") table.set(known, (table.get(known) ?? 0) | bit);
  }
}

function knownIn(word: string): number {
  let known = exact.get(word) ?? 0;
  for (let length = 3; length <= word.length; length++) known |= prefixes.get(word.slice(0, length)) ?? 0;
  return known;
}
