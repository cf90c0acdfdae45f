import { rank } from "./rank";
import { firstOf, mayMatch, type Rules, rulesOf } from "./rules";
import type { Sentence } from "./sentences";

export type Verdict = { outcome: "sure" | "likely"; because: string; keyword?: string; language?: string };

/** What one sentence asks for. `isManner`: somebody laughs or is eager, so a "stop" by itself may be a manner of speaking. */
export function judge(sentence: Sentence, isManner: boolean): Verdict | null {
  const ranked = rank(sentence.words);
  let words = sentence.words;
  const spoken = sentence.words.trim().split(" ");
  let best: Verdict | null = null;
  for (const [at, { index, score }] of ranked.entries()) {
    if (best !== null && score < (ranked[0]?.score ?? 0)) break;
    const rules = rulesOf(index);
    const certain = firstOf(rules.certain, spelledIn(rules, sentence.words), spoken);
    if (certain)
      return {
        outcome: "sure",
        because: reasonOf(certain),
        keyword: keywordOf(certain),
        language: rules.language.code,
      };
    const turnedWords = turnedBy(rules, spelledIn(rules, words), spoken);
    if (at === 0) words = turnedWords;
    const verdict = judgeIn(rules, turnedWords, spoken, sentence, isManner);
    if (verdict?.outcome === "sure") return verdict;
    best ??= verdict;
  }
  return best;
}

function judgeIn(
  rules: Rules,
  words: string,
  spoken: readonly string[],
  sentence: Sentence,
  isManner: boolean,
): Verdict | null {
  const { language } = rules;
  const said = firstOf(rules.sure, words, spoken);
  if (said) {
    const doubt = doubtAbout(rules, words, sentence);
    const because = doubt === null ? reasonOf(said) : `${reasonOf(said)}, but ${doubt}`;
    return { outcome: doubt === null ? "sure" : "likely", because, keyword: keywordOf(said), language: language.code };
  }
  const command = firstOf(rules.commands, words, spoken);
  if (command) {
    const doubt = isManner ? "beside laughter or praise" : doubtAboutCommand(rules, words, sentence);
    const because = doubt === null ? `${reasonOf(command)} as a command` : `${reasonOf(command)}, but ${doubt}`;
    return { outcome: doubt ? "likely" : "sure", because, keyword: keywordOf(command), language: language.code };
  }
  const hint = firstOf(rules.likely, words, spoken) ?? firstOf(rules.asked, spelledIn(rules, sentence.words), spoken);
  if (!hint) return null;
  return {
    outcome: "likely",
    because: `${reasonOf(hint)}: for a person`,
    keyword: keywordOf(hint),
    language: language.code,
  };
}

/** Why a refusal is not to be acted upon by itself: it asks about one, or it means an hour, a kind or a person. */
function doubtAbout(rules: Rules, words: string, { isQuestion }: Sentence): string | null {
  const partly = rules.partly?.exec(words);
  if (partly) return `only ${reasonOf(partly)}`;
  const isAsked = isQuestion || rules.ask?.test(words);
  return isAsked && !rules.request?.test(words) ? "as a question" : null;
}

/** "Stop?!" is a command all the same. */
function doubtAboutCommand(rules: Rules, words: string, sentence: Sentence): string | null {
  return doubtAbout(rules, words, { ...sentence, isQuestion: sentence.isQuestion && !sentence.isLoud });
}

/** Languages without spaces between words have none here either. */
function spelledIn({ language }: Rules, words: string): string {
  return language.isUnspaced ? words.replaceAll(" ", "") : words;
}

function turnedBy({ turned }: Rules, words: string, spoken: readonly string[]): string {
  let result = words;
  for (const rule of turned) if (mayMatch(rule, spoken)) result = result.replace(rule.pattern, "¤ ");
  return result;
}

/** The words that mattered: "take … off … list". */
function reasonOf(found: RegExpExecArray): string {
  const words = found
    .slice(1)
    .filter((word) => word !== undefined && word !== "")
    .map((word) => (word === "☎" ? "number" : word));
  return [...new Set(words)].slice(0, 5).join(" … ") || found[0].trim();
}

function keywordOf(found: RegExpExecArray): string {
  return (found.slice(1).find((word) => /\p{L}/u.test(word ?? "")) ?? found[0].trim()).replaceAll(" ", "");
}
