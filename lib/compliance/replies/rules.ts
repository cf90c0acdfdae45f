import { commands, sure, turned } from "./grammar";
import { asked, likelyByLanguage } from "./hints";
import type { Language, WordClass } from "./language";
import { languages } from "./languages";
import { anchorsOf, compile, wordsOf } from "./pattern";

/** A compiled pattern, and the words of which a sentence has to hold one for it to match; null: it may match any sentence. */
export type Rule = { pattern: RegExp; anchors: ReadonlySet<string> | null; prefixes: readonly string[] };

export type Rules = { language: Language } & Record<
  "certain" | "turned" | "sure" | "commands" | "likely" | "asked",
  readonly Rule[]
> &
  Record<"ask" | "request" | "partly", RegExp | null>;

const compiled: Rules[] = [];

/** A language is compiled when the first text in it comes. */
export function rulesOf(index: number): Rules {
  compiled[index] ??= compileAll(languages[index] as Language);
  return compiled[index];
}

/** The first rule that a sentence matches; `spoken` are its words. */
export function firstOf(rules: readonly Rule[], words: string, spoken: readonly string[]): RegExpExecArray | null {
  for (const rule of rules) {
    const found = mayMatch(rule, spoken) ? rule.pattern.exec(words) : null;
    if (found) return found;
  }
  return null;
}

export function mayMatch({ anchors, prefixes }: Rule, spoken: readonly string[]): boolean {
  if (anchors === null) return true;
  for (const word of spoken) {
    if (anchors.has(word)) return true;
    for (const prefix of prefixes) if (word.startsWith(prefix)) return true;
  }
  return false;
}

function compileAll(language: Language): Rules {
  const all = (...lists: (readonly string[] | undefined)[]) =>
    lists.flatMap((list) => list ?? []).flatMap((pattern) => ruleOf(pattern, language));
  const any = (name: WordClass, at = "") =>
    wordsOf(language, name).length > 0 ? compile(`${at}<${name}>`, language) : null;
  return {
    language,
    certain: all(language.certain),
    turned: all(turned, language.turned),
    sure: all(language.sure, sure),
    commands: all(commands),
    likely: all(language.likely, likelyByLanguage),
    asked: all(asked),
    ask: any("ask", "^ "),
    request: any("request"),
    partly: any("partly"),
  };
}

function ruleOf(notation: string, language: Language): Rule[] {
  const pattern = compile(notation, language);
  if (pattern === null) return [];
  const anchors = language.isUnspaced ? null : anchorsOf(notation, language);
  if (anchors === null) return [{ pattern, anchors: null, prefixes: [] }];
  const prefixes = anchors.filter((word) => word.endsWith("*")).map((word) => word.slice(0, -1));
  return [{ pattern, anchors: new Set(anchors), prefixes }];
}
