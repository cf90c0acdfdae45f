import { textLimits } from "../text/limits";
import type { WholeText } from "../text/render";
import type { LaunchProblem } from "./problems";

/** The problems of a text before anybody can get it, each once. Pure: the composer and Send ask the same question. */
export function templateProblems({ body, template }: WholeText): LaunchProblem[] {
  const problems = new Map<string, LaunchProblem>();
  for (const { kind, field } of template.problems) {
    problems.set(`${kind} ${field}`, { code: "bad_field", kind, field });
  }
  if (body.length > textLimits.body) problems.set("", { code: "text_too_long" });
  return [...problems.values()];
}
