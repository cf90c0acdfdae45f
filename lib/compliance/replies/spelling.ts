import { backwards, leetspeak, lookalikes, typedElsewhere } from "./letters";
import { commandWords, longWords, vocabulary } from "./vocabulary";

/** How people spell a command by accident or on purpose, led back to the word they meant. Known words stay as they are. */
export function respell(word: string, _at: number, all: readonly string[]): string {
  const isShort = all.length <= 3;
  const slip = isShort || word.length > 4 ? slips.get(word) : undefined;
  if (slip !== undefined) return slip;
  if (word.length < 2 || vocabulary.has(word)) return word;
  const latin = inLatin(word);
  if (latin !== null) return latin;
  const short = shortened(word);
  if (short !== null) return short;
  if (word.length >= 7) return nearest(word) ?? word;
  return isShort && word.length >= 4 ? (swapped(word) ?? word) : word;
}

/** Look-alikes, digits for letters, and the keyboard of another language. */
function inLatin(word: string): string | null {
  const typed = elsewhere.get(word);
  if (typed !== undefined) return typed;
  const isPlain = /^[a-z]+$/.test(word);
  if (isPlain) return null;
  const cyrillic = replaced(word, backwards);
  if (commandWords.has(cyrillic)) return cyrillic;
  const seen = replaced(word, lookalikes);
  if (vocabulary.has(seen)) return seen;
  const read = replaced(seen, leetspeak);
  const hasLetter = /[a-z]/.test(seen);
  if (hasLetter && (vocabulary.has(read) || slips.has(read))) return slips.get(read) ?? read;
  const bare = seen.replace(/[\d$@+]+$/, "");
  return hasLetter && commandWords.has(bare) && !/^[a-z]+$/.test(seen) && bare.length > 3 ? bare : null;
}

function replaced(word: string, letters: Readonly<Record<string, string>>): string {
  let result = "";
  for (const letter of word) result += letters[letter] ?? letter;
  return result;
}

/** "stooopp" → "stop"; "messsages" → "messages". A single double letter may be how another word is spelled. */
function shortened(word: string): string | null {
  if (!/(.)\1/u.test(word)) return null;
  const twice = word.replace(/(.)\1{2,}/gu, "$1$1");
  const once = word.replace(/(.)\1+/gu, "$1");
  if (twice !== word && commandWords.has(once)) return once;
  if (twice !== word && vocabulary.has(twice)) return twice;
  if (vocabulary.has(once) && (twice !== word || /(.)\1$/u.test(word) || once.length > 5)) return once;
  if (twice === word) return null;
  for (let at = 0; at < once.length; at++) {
    const doubled = once.slice(0, at) + once.charAt(at) + once.slice(at);
    if (vocabulary.has(doubled)) return doubled;
  }
  return once;
}

/** One letter wrong, missing, too many or two changed over, in a long word that resembles no other. */
function nearest(word: string): string | undefined {
  for (const piece of deletions(word)) {
    const meant = neighbours.get(piece);
    if (meant !== undefined && meant !== word && Math.abs(meant.length - word.length) <= 1) return meant;
  }
  return undefined;
}

/** Two letters changed over or one left out, in a command that is most of what was written. */
function swapped(word: string): string | undefined {
  const meant = shorter.get(word);
  if (meant !== undefined) return meant;
  for (let at = 1; at < word.length; at++) {
    const back = word.slice(0, at - 1) + word.charAt(at) + word.charAt(at - 1) + word.slice(at + 1);
    if (back !== word && back.length > 4 && commandWords.has(back)) return back;
  }
  return undefined;
}

function deletions(word: string): string[] {
  const pieces = [word];
  for (let at = 0; at < word.length; at++) pieces.push(word.slice(0, at) + word.slice(at + 1));
  return pieces;
}

const neighbours = new Map(longWords.flatMap((word) => deletions(word).map((piece) => [piece, word] as const)));
const shorter = new Map(
  [...commandWords]
    .filter((word) => /^[a-z]{5,}$/.test(word))
    .flatMap((word) =>
      deletions(word)
        .slice(1)
        .map((piece) => [piece, word] as const),
    ),
);
const elsewhere = new Map(
  [...commandWords]
    .filter((word) => !word.includes("_") && word.length > 2)
    .flatMap((word) => typedElsewhere(word).map((typed) => [typed, word] as const)),
);

/** The keys around each key. */
const around: Readonly<Record<string, string>> = Object.fromEntries(
  "a:qsz b:vn c:xv d:sfx e:wr f:dg i:uo k:jl l:kop m:n n:bm o:ipl p:ol q:wa r:et s:adwxz t:ryg u:yi v:cb w:qe x:zc y:tu"
    .split(" ")
    .map((keys) => [keys.charAt(0), keys.slice(2)]),
);

function missed(word: string): string[] {
  return [...word].flatMap((letter, at) =>
    [...(around[letter] ?? "")].map((key) => word.slice(0, at) + key + word.slice(at + 1)),
  );
}

/** Slips of the thumb in words that are too short for a rule: the keys beside the right ones, where that is no word. */
const slips = new Map([
  ...["stop", "cancel", "remove"].flatMap((word) => missed(word).map((slip) => [slip, word] as const)),
  ...Object.entries({
    take: "tke tak taek",
    stop: "sotp stpo tsop stp stpp srop sstop dtop xtop wtop etop ztop syop sgop sfop stip stol stlp stkp sto0 stop0 sttop stpop stiop stoip stopo stopm stopl stpop stoo stopa stopn stopt",
    quit: "qiut quti qut quitt",
    cancel: "cansel cancle canel cancil cancell cncel canncel",
    remove: "remvoe remov removr remve rmove ermove",
    unsubscribe: "unscubscribe unsubscribd",
    opt: "oppt optt",
    out: "uot ouy oit iut",
    text: "txet tetx tex texr twxt",
    texts: "txets textx",
    texting: "tecting textin texing textng texitng teting",
    sending: "sendin sendng",
    messages: "msgs mesages massages messeges",
    messaging: "mesaging messageing",
    not: "nit",
    revoke: "revok",
    interested: "intrested intersted",
    please: "pleas plase pleae plesae plese pleasse plaese",
    stopall: "stopal",
  }).flatMap(([meant, typed]) => typed.split(" ").map((slip) => [slip, meant] as const)),
]);
