import { clean } from "./clean";
import { judge, type Verdict } from "./judge";
import { normalise } from "./normalise";
import { otherRequest } from "./requests";
import { sentencesOf } from "./sentences";
import { isManner, joinedCommand, remainder } from "./whole";

/**
 * What an answer asks for. `sure` is acted upon by itself, `likely` is for a person to look at. STOP in any sentence outranks START and
 * HELP in the same text. START and HELP must be the whole text, since a START by accident texts somebody who had left.
 */
export type Reply = {
  outcome: "sure" | "likely" | "no";
  /** One line that a person understands: `take … off … list`. */
  because: string;
  request: "stop" | "start" | "help" | "none";
  keyword?: string;
  /** ISO 639-1 of the table that decided. */
  language?: string;
};

export type ReplyOptions = {
  /** A double opt-in is pending for this number, so YES (OUI, SÍ, JA …) is an answer to it. */
  isYesAwaited?: boolean;
};

export function classifyReply(text: string, options: ReplyOptions = {}): Reply {
  const normalised = normalise(text);
  const { text: written, hasQuote } = clean(normalised);
  const sentences = sentencesOf(written);
  const manner = isManner(sentences);
  let best: Verdict | null = null;
  for (const sentence of sentences) {
    if (best?.outcome === "sure") break;
    const verdict = judge(sentence, manner);
    if (verdict && (best === null || verdict.outcome === "sure")) best = verdict;
  }
  if (best?.outcome !== "sure") best = joinedCommand(written, sentences) ?? best;
  if (best) return { ...best, request: "stop" };
  return otherRequest(sentences, options) ?? (hasQuote ? remainder(sentences) : null) ?? nothing;
}

const nothing: Reply = { outcome: "no", because: "nothing that asks to stop", request: "none" };
