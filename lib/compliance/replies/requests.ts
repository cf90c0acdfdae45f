import type { Reply, ReplyOptions } from "./reply";
import { helpWords, startWords, type Words, yesWords } from "./request-words";
import type { Sentence } from "./sentences";

/** START and HELP, which count only when they are all that was written, on the first line at least. */
export function otherRequest(sentences: readonly Sentence[], { isYesAwaited }: ReplyOptions): Reply | null {
  const spoken = sentences.flatMap(({ words }) => words.split(" ").filter((word) => word !== "" && word !== ","));
  const first = (sentences[0]?.words ?? "").split(" ").filter((word) => word !== "" && word !== ",");
  const starts = isYesAwaited ? [...startWords, ...yesWords] : startWords;
  return (
    alone("start", spoken, starts) ??
    alone("start", first, starts) ??
    alone("help", spoken, helpWords) ??
    alone("help", first, helpWords)
  );
}

function alone(request: "start" | "help", spoken: readonly string[], table: readonly Words[]): Reply | null {
  if (spoken.length === 0 || spoken.length > 8) return null;
  const kept = spoken.filter((word) => !courtesies.has(word));
  for (const { language, words } of table) {
    const whole = kept.join("");
    const isRepeated = kept.every((word) => words.has(word));
    const keyword = words.has(whole) ? whole : isRepeated && kept[0];
    if (keyword) return { outcome: "no", because: `${keyword} as a command`, request, keyword, language };
  }
  return null;
}

/** Politeness around a command. */
const courtesies = new Set(
  "please pls plz thanks thank thx you ty now ok okay sir madam hi hello svp merci bitte danke".split(" "),
);
