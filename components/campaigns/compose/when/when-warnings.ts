import { canaryPeople } from "@/lib/campaigns/rules";
import type { Draft } from "@/lib/campaigns/schema";
import { notAfterAt, startSpan } from "@/lib/campaigns/timing";
import type { Turns } from "@/lib/campaigns/views";
import { formatCounted, plural } from "@/lib/format";
import type { Warning } from "../review/warnings";
import type { ComposerFacts } from "../types";
import { minutesWords, shortWords } from "./when-words";

type Scheduled = {
  draft: Pick<Draft, "timing" | "guards">;
  eligible: number | null;
  turns: Turns | null;
  now: Date;
  facts: Pick<ComposerFacts, "hasQuietHours" | "messagesPerSecond" | "zone">;
};

/** What about time and care deserves a second look before a campaign goes. Pure. */
export function whenWarnings(campaign: Scheduled): Warning[] {
  return [anyHour(campaign), night(campaign), tooShort(campaign), pointless(campaign)].filter(
    (warning) => warning !== null,
  );
}

function anyHour({ draft, facts }: Scheduled): Warning | null {
  if (!draft.guards.ignoresQuietHours || !facts.hasQuietHours) return null;
  return {
    title: "Texts may leave in the middle of the night",
    advice: "Quiet hours are off for this campaign. Marketing at night is unlawful in many places.",
    confirm: "This is not marketing",
  };
}

/** Some are asleep when it starts; and some may still be when it is too late. */
function night({ draft, turns, now, facts }: Scheduled): Warning | null {
  if (!turns?.waitUntil) return null;
  const until = new Date(turns.waitUntil);
  const end = notAfterAt(draft.timing);
  const isLate = end !== null && until >= end;
  return {
    title: `${formatCounted(turns.waiting, "person waits", "people wait")} for quiet hours to end`,
    advice: isLate
      ? `The last of them may be texted from ${shortWords(until, facts.zone, now)}, which is later than “not after”: whoever is still waiting then is skipped.`
      : `They get it when the hour allows it where they are, ${plural(turns.waiting, "from", "the last from")} ${shortWords(until, facts.zone, now)}.`,
  };
}

/** Whoever is not texted in time is skipped: said before, while the time can still be changed. */
function tooShort({ draft, eligible, now, facts }: Scheduled): Warning | null {
  const span = startSpan(draft.timing.start, now);
  const end = notAfterAt(draft.timing);
  if (!span || !end || eligible === null || end <= span.last) return null;
  const { canary } = draft.guards;
  const waits = canary && canaryPeople(canary.size, eligible) < eligible ? canary.waitMinutes : 0;
  const needed = waits + Math.ceil(eligible / facts.messagesPerSecond / 60);
  const left = Math.floor((end.getTime() - span.last.getTime()) / 60_000);
  if (needed <= left) return null;
  return {
    title: "Not everybody may get it in time",
    advice: `It takes about ${minutesWords(needed)} and only ${minutesWords(left)} are left until “not after”. The rest is skipped as too late.`,
  };
}

function pointless({ draft, eligible }: Scheduled): Warning | null {
  const { canary } = draft.guards;
  if (!canary || !eligible || canaryPeople(canary.size, eligible) < eligible) return null;
  return {
    title: "Everybody is among the first",
    advice: "The audience is not larger than the few who go first, so nobody is left to wait for them.",
  };
}
