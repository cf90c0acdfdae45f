import { languages } from "./languages";
import { allWordsOf, literalsOf, wordsOf } from "./pattern";

/** Every word that a table knows, as it is spelled right. */
export const vocabulary: ReadonlySet<string> = new Set(
  languages
    .flatMap((language) => [...allWordsOf(language), ...literalsOf(language)])
    .flatMap((word) => word.split("_"))
    .filter((word) => word !== "" && !word.includes("*")),
);

/** Words that are a command by themselves. */
export const commandWords: ReadonlySet<string> = new Set(
  languages
    .filter(({ isUnspaced }) => !isUnspaced)
    .flatMap((language) => wordsOf(language, "bare"))
    .map((word) => word.replaceAll("_", "")),
);

/** Long, and like no other word: one wrong letter does not hide them. */
export const longWords: readonly string[] = [
  ...new Set([
    ...languages.flatMap((language) => [...wordsOf(language, "unsub"), ...wordsOf(language, "bare")]),
    ..."messages messaging texting contacting".split(" "),
  ]),
].filter((word) => /^[\p{L}\p{M}]{7,}$/u.test(word));
