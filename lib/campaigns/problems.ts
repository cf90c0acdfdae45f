import { z } from "zod";
import { formatCounted } from "../format";
import { templateProblemKinds, templateProblemWords } from "../text/merge";

/**
 * A problem that stands between a draft and Send: a code and its data. The composer, Send and the start of a scheduled campaign ask
 * for it; the last one keeps it (`campaign.halt`). Sentences are made here, for the code that shows them.
 */
export const launchProblemSchema = z.discriminatedUnion("code", [
  z.object({ code: z.literal("no_name") }),
  z.object({ code: z.literal("no_text") }),
  /** A merge field that cannot be read, by its name where it has one. */
  z.object({ code: z.literal("bad_field"), kind: z.enum(templateProblemKinds), field: z.string() }),
  z.object({ code: z.literal("text_too_long") }),
  z.object({ code: z.literal("no_audience") }),
  z.object({ code: z.literal("nobody_eligible") }),
  z.object({ code: z.literal("tag_deleted") }),
  z.object({ code: z.literal("no_start") }),
  z.object({ code: z.literal("start_passed"), isLocal: z.boolean() }),
  /** A local time that is over for part of the audience: where, or for how many. */
  z.object({ code: z.literal("start_passed_in"), time: z.string(), zones: z.array(z.string()) }),
  z.object({ code: z.literal("start_passed_for"), time: z.string(), people: z.number() }),
  z.object({ code: z.literal("no_not_after") }),
  z.object({ code: z.literal("not_after_passed") }),
  z.object({ code: z.literal("not_after_before_start"), isLocal: z.boolean() }),
]);
export type LaunchProblem = z.output<typeof launchProblemSchema>;

export type ProblemField = "name" | "audience" | "body" | "timing";

/** Where it is put right. */
export const fieldOfProblem: Record<LaunchProblem["code"], ProblemField> = {
  no_name: "name",
  no_text: "body",
  bad_field: "body",
  text_too_long: "body",
  no_audience: "audience",
  nobody_eligible: "audience",
  tag_deleted: "audience",
  no_start: "timing",
  start_passed: "timing",
  start_passed_in: "timing",
  start_passed_for: "timing",
  no_not_after: "timing",
  not_after_passed: "timing",
  not_after_before_start: "timing",
};

export function problemWords(problem: LaunchProblem): string {
  switch (problem.code) {
    case "bad_field":
      return templateProblemWords(problem);
    case "start_passed":
      return `The time to start has passed${problem.isLocal ? " everywhere" : ""}. Choose a later one, or send now.`;
    case "start_passed_in":
      return `It is past ${problem.time} already in ${placesOf(problem.zones)}. Choose a later time.`;
    case "start_passed_for":
      return `It is past ${problem.time} already for ${formatCounted(problem.people, "person", "people")}. Choose a later time.`;
    case "not_after_before_start":
      return `“Not after” is not after ${problem.isLocal ? "the last people’s turn" : "the start"}. Choose a later time.`;
    default:
      return words[problem.code];
  }
}

const words = {
  no_name: "Give the campaign a name.",
  no_text: "Write a message.",
  text_too_long: "With its opt-out line the text is longer than the 1,600 characters that Sinch takes.",
  no_audience: "Choose who gets it.",
  nobody_eligible: "Nobody in this audience may be texted.",
  tag_deleted: "A tag of this audience was deleted. Choose it again.",
  no_start: "Choose a day and a time.",
  no_not_after: "Choose a day and a time for “not after”, or switch it off.",
  not_after_passed: "“Not after” has passed: nothing would be sent. Choose a later time.",
} as const;

function placesOf(zones: readonly string[]): string {
  const where = zones.slice(0, 3).join(", ").replaceAll("_", " ");
  return zones.length > 3 ? `${where} and ${zones.length - 3} more zones` : where;
}
