/**
 * What the grammar of refusals needs to know of a language: words by what they mean, separated by spaces. `_` stands for a space
 * inside of a phrase, `*` for any ending. A class that a language lacks switches off the shared patterns that need it.
 */
export const wordClasses = [
  /** Words that are an opt-out when they are all that is said. */
  "bare",
  /** Verbs that end something: stop, quit, cease. */
  "stop",
  /** Verbs that mean an opt-out whatever stands around them: unsubscribe, opt out. */
  "unsub",
  /** Verbs that call something off, an order as well as messages. */
  "cancel",
  /** Verbs that take somebody off a list. */
  "remove",
  /** Halves of such verbs, with `out` behind them: take … off. */
  "take",
  "out",
  /** Verbs of texting: text, send, write, contact. */
  "send",
  /** What is sent: texts, offers. */
  "message",
  "me",
  "number",
  "list",
  /** Negations of a verb: do not, never. */
  "not",
  /** Negations of a noun: no more, no further. */
  "none",
  /** What makes a negation last: any more, again. */
  "more",
  "want",
  "get",
  "consent",
  "revoke",
  /** Courtesy, exclamations and small words around a command. */
  "polite",
  /** Verbs of saying: said, texted, asked. */
  "said",
  /** Openings of a question, and those of a request that only looks like one. */
  "ask",
  "request",
  /** What limits a refusal to an hour, a kind or a person. */
  "partly",
  /** Laughter, praise and eagerness: a bare "stop" beside them is a manner of speaking. */
  "eager",
  /** What else can be stopped, cancelled or removed: orders, appointments. */
  "thing",
  /** What may stand between a negation and the verb that it turns round: "don't want to stop". */
  "bridge",
  /** By mistake, by accident. */
  "mistake",
  /** What may stand before a command at the end of a sentence: but, so. */
  "but",
] as const;

export type WordClass = (typeof wordClasses)[number];

export type Language = {
  /** ISO 639-1. */
  code: string;
  /** Where the words are from. */
  source: string;
  /** Written without spaces between words. */
  isUnspaced?: boolean;
  words: Partial<Record<WordClass, string>>;
  /** Patterns of this language alone, in the notation of `pattern.ts`. `certain` are tried first, before `turned` takes anything out. */
  certain?: readonly string[];
  turned?: readonly string[];
  sure?: readonly string[];
  likely?: readonly string[];
};
