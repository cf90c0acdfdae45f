import {
  aboutMessages,
  courtesies,
  helpWords,
  type KeywordEntry,
  lookalikes,
  misspellings,
  negations,
  startWords,
  stopWords,
  unmistakable,
  yesWords,
} from "./keyword-data";

/**
 * What an answer asks for. `exact` is acted upon by itself; `likely` is for a person to look at.
 *
 * STOP leans to the opt-out: a revocation counts "by any reasonable means", a wrong one is undone with START, a missed
 * one is an unlawful text. So a word that the law names also counts with up to five words behind it ("stop texting
 * me"). START and HELP must be the whole text, since a START by accident texts somebody who had left.
 */
export type KeywordMatch = {
  kind: "stop" | "start" | "help" | "none";
  keyword: string | null;
  /** ISO 639-1 of the table the keyword is in. */
  language?: string;
  confidence: "exact" | "likely";
};

export type KeywordOptions = {
  /** A double opt-in is pending for this number, so YES (OUI, SÍ, JA …) is an answer to it. */
  isYesAwaited?: boolean;
};

const longestCommand = 6;
const longestHint = 14;

const stopTable = tableOf(stopWords);
const startTable = tableOf(startWords);
const yesTable = tableOf(yesWords);
const helpTable = tableOf(helpWords);
const none: KeywordMatch = { kind: "none", keyword: null, confidence: "exact" };

export function classifyKeyword(text: string, options: KeywordOptions = {}): KeywordMatch {
  const spoken = wordsOf(text);
  if (spoken.length === 0) return none;
  const firstLine = wordsOf(firstLineOf(text));
  const starts = options.isYesAwaited ? new Map([...startTable, ...yesTable]) : startTable;
  return (
    alone("stop", spoken, stopTable) ??
    alone("stop", firstLine, stopTable) ??
    alone("start", spoken, starts) ??
    alone("start", firstLine, starts) ??
    alone("help", spoken, helpTable) ??
    alone("help", firstLine, helpTable) ??
    opening(spoken) ??
    firstSentence(text) ??
    hintOfStop(withoutQuotes(text)) ??
    hintAtStart(spoken, startTable, "start") ??
    hintAtStart(spoken, helpTable, "help") ??
    none
  );
}

/** Small letters without accents, punctuation or emoji, one space between words. */
export function normalizeKeyword(text: string): string {
  return wordsOf(text).join(" ");
}

function wordsOf(text: string): string[] {
  const plain = text
    .slice(0, 2000)
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\p{M}\p{Cf}'’`´]/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return plain === "" ? [] : plain.split(" ");
}

/** What a person typed above a signature such as "Sent from my iPhone". */
function firstLineOf(text: string): string {
  return text.trimStart().split(/[\r\n]/, 1)[0] ?? "";
}

/** The whole text is one keyword, however it is spaced ("opt-out", "s t o p"), repeated or made polite. */
function alone(kind: "stop" | "start" | "help", spoken: string[], table: Table): KeywordMatch | null {
  if (spoken.length === 0 || spoken.length > longestHint) return null;
  const direct = table.get(spoken.join(""));
  if (direct) return matchOf(kind, direct, direct.weight === "hint" ? "likely" : "exact");
  const first = table.get(spoken[0] ?? "");
  if (!first || first.weight === "hint") return null;
  // Politeness in front ("please stop") is left to the hints: there the keyword is not the first word.
  const isOnlyKeyword = spoken.every((word) => table.has(word) || (kind !== "start" && courtesies.has(word)));
  return isOnlyKeyword ? matchOf(kind, first, "exact") : null;
}

/** A short text that opens with a word the law names. */
function opening(spoken: string[]): KeywordMatch | null {
  if (spoken.length > longestCommand || startsLikeSomethingElse(spoken)) return null;
  const pair = stopTable.get(spoken.slice(0, 2).join(""));
  const entry = pair?.weight === "per_se" ? pair : stopTable.get(spoken[0] ?? "");
  if (entry?.weight !== "per_se") return null;
  const rest = spoken.slice(entry === pair ? 2 : 1);
  const isClear = unmistakable.has(entry.word) || rest.every((word) => aboutMessages.has(word) || courtesies.has(word));
  return matchOf("stop", entry, isClear ? "exact" : "likely");
}

function startsLikeSomethingElse(spoken: string[]): boolean {
  const text = `${spoken.join(" ")} `;
  return lookalikes.some((phrase) => text.startsWith(`${phrase} `));
}

/** "Stop. I never signed up for this …": the first sentence is a command, whatever comes after. */
function firstSentence(text: string): KeywordMatch | null {
  const sentence = wordsOf(text.trimStart().split(/[.!?;,]/, 1)[0] ?? "");
  const entry = stopTable.get(sentence.join(""));
  return entry && unmistakable.has(entry.word) ? matchOf("stop", entry, "exact") : null;
}

/** Reactions quote our own text back: Liked “… Reply STOP to opt out”. */
function withoutQuotes(text: string): string {
  return text.replace(/[“„«"][\s\S]*?(?:[”“»"]|$)/g, " ");
}

function hintOfStop(text: string): KeywordMatch | null {
  const spoken = wordsOf(text);
  if (spoken.length === 0 || spoken.length > longestHint || startsLikeSomethingElse(spoken)) return null;
  for (const [index, word] of spoken.entries()) {
    if (negations.has(spoken[index - 1] ?? "")) continue;
    const entry = entryAt(spoken, index, word);
    if (entry) return matchOf("stop", entry, "likely");
  }
  return null;
}

/** A phrase of up to three words, an unmistakable word, or a short text that is a slip of the thumb. */
function entryAt(spoken: string[], index: number, word: string): KeywordEntry | undefined {
  for (let length = 4; length > 1; length--) {
    if (index + length > spoken.length) continue;
    const phrase = stopTable.get(spoken.slice(index, index + length).join(""));
    if (phrase) return phrase;
  }
  const single = stopTable.get(word);
  if (single && (unmistakable.has(word) || spoken.length <= 3 || word === "unsub")) return single;
  const meant = spoken.length <= 2 ? (misspellings[word] ?? withoutRuns(word)) : undefined;
  return meant === undefined ? undefined : stopTable.get(meant);
}

/** "stooopppp" → "stop" */
function withoutRuns(word: string): string {
  return word.replace(/(.)\1+/gu, "$1");
}

function hintAtStart(spoken: string[], table: Table, kind: "start" | "help"): KeywordMatch | null {
  const entry = spoken.length <= 4 ? table.get(spoken[0] ?? "") : undefined;
  return entry ? matchOf(kind, entry, "likely") : null;
}

type Table = ReadonlyMap<string, KeywordEntry>;

function tableOf(entries: readonly KeywordEntry[]): Table {
  return new Map(entries.map((entry) => [entry.word, entry]));
}

function matchOf(
  kind: KeywordMatch["kind"],
  entry: KeywordEntry,
  confidence: KeywordMatch["confidence"],
): KeywordMatch {
  return { kind, keyword: entry.word, language: entry.language, confidence };
}
