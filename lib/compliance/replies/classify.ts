import { clean } from "./clean";
import { judge, type Verdict } from "./judge";
import { normalise } from "./normalise";
import type { Reply, ReplyOptions } from "./reply";
import { otherRequest } from "./requests";
import { sentencesOf } from "./sentences";
import { isManner, joinedCommand, remainder } from "./whole";

/** STOP in any sentence outranks START and HELP in the same text. */
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
