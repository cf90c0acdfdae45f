import { z } from "zod";
import { formatCount, formatCounted, formatDateTime, formatPercent, formatShare, plural } from "../format";
import { launchProblemSchema, problemWords } from "./problems";

/**
 * Why a campaign does not go on: a code and its data, kept with the campaign (`campaign.halt`) while it is paused, or scheduled and
 * not started. Sentences are made here, for whoever shows them.
 */
const share = z.object({
  /** How many of how many, and the limit in percent that this exceeds. */
  of: z.enum(["failed", "opted_out"]),
  part: z.number(),
  whole: z.number(),
  limitPercent: z.number(),
});

export const haltSchema = z.discriminatedUnion("code", [
  z.object({ code: z.literal("by_person"), name: z.string() }),
  /** Sinch refuses the account or the configuration, in its own words. */
  z.object({ code: z.literal("refused_by_sinch"), said: z.string() }),
  /** After how many people of a canary, or after how many reports (`isMore`: since somebody let it go on). */
  share.extend({
    code: z.literal("limit_exceeded"),
    after: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("canary"), people: z.number() }),
      z.object({ kind: z.literal("reports"), reports: z.number(), isMore: z.boolean() }),
    ]),
  }),
  /** The database was restored from a copy while it was under way. */
  z.object({ code: z.literal("restored_copy") }),
  /** The same of a scheduled one. */
  z.object({ code: z.literal("restored_schedule") }),
  z.object({
    code: z.literal("start_missed"),
    startsAt: z.string(),
    zone: z.string(),
    because: z.enum(["sending_stopped", "import_running", "system_down"]),
  }),
  /** A check of Send stood in the way; a sentence where it was written down before checks had codes. */
  z.object({ code: z.literal("start_refused"), problem: z.union([launchProblemSchema, z.string()]) }),
  /** Written down before there were codes. */
  z.object({ code: z.literal("noted"), words: z.string() }),
]);
export type Halt = z.output<typeof haltSchema>;
export type LimitExceeded = Extract<Halt, { code: "limit_exceeded" }>;

/** Whether it happened without anybody asking for it: then somebody has to look. */
export function isByItself(halt: Halt | null): halt is Exclude<Halt, { code: "by_person" }> {
  return halt !== null && halt.code !== "by_person";
}

/** One or two sentences. */
export function haltWords(halt: Halt): string {
  switch (halt.code) {
    case "by_person":
      return halt.name === "" ? "Paused." : `Paused by ${halt.name}.`;
    case "refused_by_sinch":
      return halt.said;
    case "limit_exceeded":
      return `Paused after ${occasion(halt.after)}: ${excess(halt)}.`;
    case "restored_copy":
      return `${restored}. People who were texted after the copy was made still count as not texted here: resume only if nobody was, otherwise cancel the rest.`;
    case "restored_schedule":
      return `${restored}, so it does not start by itself: it may have been sent after the copy was made.`;
    case "start_missed":
      return `It did not start at ${formatDateTime(new Date(halt.startsAt), halt.zone)} because ${becauseWords[halt.because]}.`;
    case "start_refused":
      return `It did not start: ${typeof halt.problem === "string" ? halt.problem : problemWords(halt.problem)}`;
    case "noted":
      return halt.words;
  }
}

const restored = "This database was restored from a copy";

const becauseWords = {
  sending_stopped: "all sending was stopped",
  import_running: "an import is adding people to its audience",
  system_down: "Tidings was down",
} as const;

/** Behind "Paused by itself": what one person in the list reads. */
export function haltRemark(halt: Halt): string {
  if (!isByItself(halt)) return "The campaign is paused";
  if (halt.code === "limit_exceeded") return `Paused by itself after ${occasion(halt.after)}: ${excess(halt)}.`;
  return `Paused by itself: ${haltWords(halt)}`;
}

function occasion(after: LimitExceeded["after"]): string {
  if (after.kind === "canary") return `the first ${plural(after.people, "one", formatCount(after.people))}`;
  return formatCounted(after.reports, after.isMore ? "more report" : "report");
}

/** Which limit is exceeded, in words and figures. */
function excess({ of, part, whole, limitPercent }: LimitExceeded): string {
  const what = of === "failed" ? "failed" : "opted out";
  const those = of === "failed" ? plural(whole, "report", "reports") : "delivered";
  const figures = `${formatShare(part, whole)} ${what} (${formatCount(part)} of ${formatCount(whole)} ${those})`;
  return `${figures}, the limit is ${formatPercent(limitPercent / 100)}`;
}
