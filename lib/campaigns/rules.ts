import type { LaunchProblem } from "./problems";
import type { CanarySize } from "./schema";
import type { CampaignStatus } from "./status";

/** The verbs that a campaign's status allows, whatever the person's role. */
export type CampaignVerb = "edit" | "launch" | "unschedule" | "pause" | "resume" | "cancel" | "delete";

const verbs: Record<CampaignStatus, readonly CampaignVerb[]> = {
  draft: ["edit", "launch", "delete"],
  scheduled: ["launch", "unschedule", "cancel"],
  preparing: ["pause", "cancel"],
  sending: ["pause", "cancel"],
  paused: ["resume", "cancel"],
  sent: [],
  canceled: [],
};

export function mayDo(status: CampaignStatus, verb: CampaignVerb): boolean {
  return verbs[status].includes(verb);
}

/** The problems that stand between a draft and Send. Empty means it may go. */
export function launchProblems(draft: {
  name: string;
  body: string;
  includeTagIds: number[];
  everyone: boolean;
  followUpOf: number | null;
  eligible: number;
  templateProblems: LaunchProblem[];
}): LaunchProblem[] {
  const problems: LaunchProblem[] = [];
  if (draft.name.trim() === "") problems.push({ code: "no_name" });
  if (draft.body.trim() === "") problems.push({ code: "no_text" });
  problems.push(...draft.templateProblems);
  if (draft.includeTagIds.length === 0 && !draft.everyone && draft.followUpOf === null) {
    problems.push({ code: "no_audience" });
  } else if (draft.eligible === 0) {
    problems.push({ code: "nobody_eligible" });
  }
  return problems;
}

/** How many of the eligible go first: the same number in the composer's preview and when the campaign starts. */
export function canaryPeople(size: CanarySize, eligible: number): number {
  // A share of somebody is somebody; what binary fractions add is nobody.
  const wanted = size.unit === "people" ? size.amount : Math.ceil(Number(((eligible * size.amount) / 100).toFixed(6)));
  return Math.min(wanted, eligible);
}

/** Seen later than this after its time, a scheduled campaign asks instead of starting: nobody expects it any more. */
export const missedAfterMinutes = 10;

export function isMissed(startsAt: Date, now: Date): boolean {
  return now.getTime() - startsAt.getTime() > missedAfterMinutes * 60_000;
}
