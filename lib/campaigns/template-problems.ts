import { textLimits } from "../text/limits";
import type { WholeText } from "../text/render";

/** What is wrong with a text before anybody can get it, in words. Pure: the composer and Send ask the same question. */
export function templateProblems({ body, template }: WholeText): string[] {
  const problems = template.problems.map((problem) => problem.words);
  if (body.length > textLimits.body) {
    problems.push("With its opt-out line the text is longer than the 1,600 characters that Sinch takes.");
  }
  return [...new Set(problems)];
}
