import type { Verdict } from "./judge";
import { languages } from "./languages";
import { wordsOf } from "./pattern";
import type { Sentence } from "./sentences";
import { commandWords } from "./vocabulary";

/** What shows only in the text as a whole. */

/** "st op", "sto.p", "un subscribe". */
export function joinedCommand(text: string, sentences: readonly Sentence[]): Verdict | null {
  const count = sentences.reduce((sum, { words }) => sum + words.split(" ").length - 2, 0);
  if (count < 2 || count > 4 || text.length > 30) return null;
  const word = text.replace(/[^\p{L}\p{M}\p{N}]/gu, "");
  const outcome = sentences.some(({ isQuestion }) => isQuestion) ? "likely" : "sure";
  return commandWords.has(word) ? { outcome, because: `${word} as a command`, keyword: word } : null;
}

/** Somebody laughs, praises or cannot wait. */
export function isManner(sentences: readonly Sentence[]): boolean {
  return sentences.some(({ words }) => eager.test(words));
}

const eagerWords = [...new Set(languages.flatMap((language) => wordsOf(language, "eager")))];
const eager = new RegExp(
  ` (?:${eagerWords.map((word) => word.replaceAll("_", " ").replaceAll("*", "[^ ]*")).join("|")}) `,
  "u",
);

/** Nothing but our own hint came back, or little else: nobody can tell what was meant. */
export function remainder(
  sentences: readonly Sentence[],
): { outcome: "likely"; because: string; request: "stop" } | null {
  const words = sentences.flatMap((sentence) => sentence.words.trim().split(" "));
  const isBare =
    words.length === 0 ||
    (words.length <= 2 && words.every((word) => /^(?:ok|okay|k|how|though|hmm|huh|what)$/.test(word)));
  return isBare
    ? { outcome: "likely", because: "our own opt-out hint came back: for a person", request: "stop" }
    : null;
}
