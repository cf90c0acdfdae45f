import type { Draft } from "@/lib/campaigns/schema";
import type { Turns } from "@/lib/campaigns/views";
import { formatCounted } from "@/lib/format";
import type { ComposerFacts } from "../types";
import { firstPeople, firstWords, limitWords, minutesWords, paceWords, startWords } from "../when/when-words";

type SendWordsProps = {
  facts: Pick<ComposerFacts, "messagesPerSecond">;
  draft: Draft;
  eligible: number;
  turns: Turns | null;
  now: Date;
};

/** What one says yes to. */
export function SendWords({ facts, draft, eligible, turns, now }: SendWordsProps) {
  const { name, timing, guards } = draft;
  const people = formatCounted(eligible, "person", "people");
  const pace = paceWords(eligible, facts.messagesPerSecond);
  if (timing.start.kind === "now") {
    return (
      <>
        <p>
          “{name}” goes to {people} and takes {pace}. You can pause or cancel what is not sent yet; what was sent cannot
          be taken back.
        </p>
        <CareWords guards={guards} eligible={eligible} turns={turns} />
      </>
    );
  }
  return (
    <>
      <p>
        “{name}” starts <b className="font-[580] text-ink">{startWords(timing.start, now)}</b>. Until then you can
        change or cancel it.
      </p>
      <p>
        {formatCounted(eligible, "person is", "people are")} in its audience today. Who gets it is fixed when it starts:
        whoever joins until then is in, whoever opts out is not.
      </p>
      <CareWords guards={guards} eligible={eligible} turns={turns} />
    </>
  );
}

type CareWordsProps = { guards: Draft["guards"]; eligible: number; turns: Turns | null };

function CareWords({ guards, eligible, turns }: CareWordsProps) {
  const { canary } = guards;
  const limits = limitWords(guards);
  if (!canary && !limits) return null;
  const first = canary
    ? `${firstWords(firstPeople(canary, eligible, turns))}, the rest ${minutesWords(canary.waitMinutes)} later. `
    : "";
  return (
    <p>
      {first}
      {limits ? `It pauses by itself when ${limits}.` : null}
    </p>
  );
}
