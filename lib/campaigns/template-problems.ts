import { textLimits } from "../text/limits";
import { parseTemplate } from "../text/merge";
import { withOptOutLine } from "../text/opt-out-line";

/** What is wrong with a text before anybody can get it, in words. Pure: the composer and Send ask the same question. */
export function templateProblems(body: string, optOutLine: string): string[] {
  const problems = parseTemplate(body).problems.map((problem) => problem.words);
  if (withOptOutLine(body, optOutLine).length > textLimits.body) {
    problems.push("With its opt-out line the text is longer than the 1,600 characters that Sinch takes.");
  }
  return [...new Set(problems)];
}
