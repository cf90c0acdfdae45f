import { type Language, type WordClass, wordClasses } from "./language";
import { fold } from "./normalise";

/**
 * The notation of patterns, a token each: `word|word` literal words, `<class>` the words of a class, `~3` up to three words that do not
 * matter, `-3` up to three words of `bridge`, or where there are none any but `more` and `message`, `!word` no such word here, `?` behind a token for "or not", `+` for "once or more, courtesies between", `^` the beginning and `$` the end of a clause,
 * courtesies left out. A sentence is given as " word word , word ", so that every token ends at a space.
 */
export function compile(pattern: string, language: Language): RegExp | null {
  const tokens = fold(pattern).split(" ");
  const parts: string[] = [];
  for (const [at, token] of tokens.entries()) {
    // A gap at the end takes what it can, so that it is gone when the pattern is taken out.
    const part =
      partOf(token, language)?.replace(/\?$/, at === tokens.length - 1 && token.startsWith("~") ? "" : "$&") ?? null;
    if (part === null) return null;
    parts.push(part);
  }
  const opening = tokens[0] === "^" || language.isUnspaced ? "" : "(?<= )";
  return new RegExp(opening + parts.join(""), "u");
}

/** The words of a class as they stand in a normalised text, with the spellings of keyboards that lack a letter: "löschen", "loeschen". */
export function wordsOf(language: Language, name: WordClass): string[] {
  const words = language.words[name]?.trim() ?? "";
  return words === "" ? [] : [...new Set(words.split(/\s+/).flatMap((word) => [fold(word), fold(inTwoLetters(word))]))];
}

function inTwoLetters(word: string): string {
  return word.replace(/[äöüåø]/g, (letter) => ({ ä: "ae", ö: "oe", ü: "ue", å: "aa", ø: "oe" })[letter] ?? letter);
}

export function allWordsOf(language: Language): string[] {
  return (Object.keys(language.words) as WordClass[]).flatMap((name) => wordsOf(language, name));
}

function partOf(token: string, language: Language): string | null {
  const space = language.isUnspaced ? "" : " ";
  const courtesies = alternatives(wordsOf(language, "polite"), space);
  const polite = courtesies === "" ? "" : `(?:(?:${courtesies})${space})*`;
  if (token === "^") return language.isUnspaced ? `(?<![^ ,])${polite}` : `(?:^ |(?<= , ))${polite}`;
  if (token === "$") return `${polite}${language.isUnspaced ? "(?![^ ,])" : "(?:(?=,)|$)"}`;
  if (token.startsWith("~"))
    return language.isUnspaced ? `[^,]{0,${token.slice(1)}}?` : `(?:[^ ,]+ ){0,${token.slice(1)}}?`;
  if (token.startsWith("-")) {
    const bridge = alternatives(wordsOf(language, "bridge"), space);
    if (bridge !== "") return `(?:(?:${bridge})${space}){0,${token.slice(1)}}?`;
    const more = alternatives([...wordsOf(language, "more"), ...wordsOf(language, "message")], space);
    const other = more === "" ? "" : `(?!(?:${more})${space})`;
    return language.isUnspaced ? `[^,]{0,${token.slice(1)}}?` : `(?:${other}[^ ,]+ ){0,${token.slice(1)}}?`;
  }
  if (token.startsWith("!")) return `(?!(?:${alternatives(expand(token.slice(1), language), space)})${space})`;
  const [, core = "", mark = ""] = /^(.*?)([?+]?)$/u.exec(token) ?? [];
  const words = expand(core, language);
  if (words.length === 0) return mark === "?" ? "" : null;
  const group = `(${alternatives(words, space)})${space}`;
  if (mark === "?") return `(?:${group})?`;
  return mark === "+"
    ? `${group}(?:(?:(?:${alternatives(words, space)})${space})|${polite === "" ? group : polite.slice(0, -1)})*`
    : group;
}

function expand(core: string, language: Language): string[] {
  let isClass = false;
  return core.split("|").flatMap((part) => {
    isClass ||= part.startsWith("<");
    const word = part.replace(/[<>]/g, "");
    const words = isClass && classNames.has(word) ? wordsOf(language, word as WordClass) : [word];
    if (part.endsWith(">")) isClass = false;
    return words;
  });
}

const classNames: ReadonlySet<string> = new Set(wordClasses);

function alternatives(words: readonly string[], space: string): string {
  return [...new Set(words)]
    .sort((one, other) => other.length - one.length)
    .map((word) => word.replaceAll("_", " ").replaceAll("*", space === "" ? "" : "[^ ,]*"))
    .join("|");
}

/** The first words of the token that no match can do without and that has the fewest of them. */
export function anchorsOf(pattern: string, language: Language): string[] | null {
  const needed = fold(pattern)
    .split(" ")
    .filter((token) => !/^[~!^$-]|\?$/.test(token))
    .map((token) => expand(token.replace(/\+$/, ""), language))
    .filter((words) => words.every((word) => !word.startsWith("*") && word !== "¤"))
    .sort((one, other) => one.length - other.length);
  return needed[0]?.map((word) => word.split("_")[0] ?? word) ?? null;
}

/** Words that stand in the patterns of a language themselves. */
export function literalsOf({ certain, turned, sure, likely }: Language): string[] {
  return [certain, turned, sure, likely]
    .flatMap((patterns) => patterns ?? [])
    .flatMap((pattern) =>
      fold(pattern)
        .replace(/<[^>]*>|[~!-]\d?|[?+^$]/g, " ")
        .split(/[ |]+/),
    )
    .filter((word) => /^[\p{L}\p{M}\p{N}_*]+$/u.test(word));
}
