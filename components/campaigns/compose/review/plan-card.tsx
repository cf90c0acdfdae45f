import { Bird, CalendarClock, CircleStop, Moon, Send, UsersRound } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import type { Draft } from "@/lib/campaigns/schema";
import { latestMoment, startSpan } from "@/lib/campaigns/timing";
import type { Turns } from "@/lib/campaigns/views";
import { formatCount, formatCounted, plural } from "@/lib/format";
import {
  firstPeople,
  firstWords,
  instantWords,
  lastCall,
  limitWords,
  minutesWords,
  notAfterZone,
  paceWords,
  shortWords,
  spanWords,
  startWords,
  untilWords,
} from "../when/when-words";

type PlanCardProps = {
  draft: Pick<Draft, "timing" | "guards">;
  eligible: number | null;
  turns: Turns | null;
  messagesPerSecond: number;
  zone: string;
  now: Date;
};

/** What will happen, in the order in which it will: what was chosen on the left, put together. */
export function PlanCard(props: PlanCardProps) {
  const steps = planOf(props);
  return (
    <Card title="What will happen">
      <ol className="grid">
        {steps.map((step, index) => (
          <li key={step.title} className="relative flex gap-3 pb-5 last:pb-0">
            {index < steps.length - 1 ? (
              <span aria-hidden className="absolute top-8 bottom-0 left-[13.5px] w-px bg-line-strong" />
            ) : null}
            <span
              aria-hidden
              className="flex size-7 shrink-0 items-center justify-center rounded-full bg-muted-soft text-ink-2 [&_svg]:size-3.5"
            >
              {step.icon}
            </span>
            <div className="min-w-0 pt-0.5">
              <p className="font-[580] text-ink">{step.title}</p>
              <p className="text-sm text-ink-2">{step.detail}</p>
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}

type PlanStep = { icon: ReactNode; title: string; detail: string };

function planOf(props: PlanCardProps): PlanStep[] {
  const { canary } = props.draft.guards;
  const sending = canary ? canarySteps(props, canary) : [everybody(props)];
  return [startOf(props), ...sending, ...nightOf(props), endOf(props)];
}

function startOf({ draft, now, eligible, turns, zone }: PlanCardProps): PlanStep {
  const { start } = draft.timing;
  const span = startSpan(start, now);
  const fixed = "Who gets it is decided then";
  const today = eligible === null ? "." : `: ${formatCounted(eligible, "person", "people")} today.`;
  if (start.kind === "now") {
    return { icon: <Send />, title: "It starts when you confirm", detail: "In the next step, with the exact number." };
  }
  if (span && span.last <= now) {
    return { icon: <CalendarClock />, title: startWords(start, now), detail: "This time has passed." };
  }
  const until = span && start.kind === "at" ? `${capital(untilWords(span.first, now))}. ` : "";
  const turn = turns && start.kind === "local" ? `${spanWords(turns, zone, now)} ` : "";
  return { icon: <CalendarClock />, title: startWords(start, now), detail: `${until}${turn}${fixed}${today}` };
}

/** By local time it takes as long as the day goes round the world. */
function takes({ draft, messagesPerSecond }: PlanCardProps, people: number): string {
  if (draft.timing.start.kind === "local") return "Each at their turn";
  return `Takes ${paceWords(people, messagesPerSecond)}`;
}

function everybody(props: PlanCardProps): PlanStep {
  const { draft, eligible } = props;
  const limits = limitWords(draft.guards);
  const pause = limits ? ` It pauses by itself when ${limits}.` : "";
  const title =
    eligible === null ? "Everybody is texted" : `${formatCounted(eligible, "person is", "people are")} texted`;
  const pace = eligible === null ? "" : `${takes(props, eligible)}.`;
  return { icon: <UsersRound />, title, detail: `${pace}${pause}` };
}

function canarySteps(props: PlanCardProps, canary: NonNullable<Draft["guards"]["canary"]>): PlanStep[] {
  const { draft, turns } = props;
  const eligible = props.eligible ?? 0;
  const first = firstPeople(canary, eligible, turns);
  const limits = limitWords(draft.guards);
  const wait = minutesWords(canary.waitMinutes);
  const rest = eligible - first;
  return [
    {
      icon: <Bird />,
      title: firstWords(first),
      detail: `${takes(props, first)}, then nothing leaves for ${wait}.`,
    },
    {
      icon: <UsersRound />,
      title: rest === 0 ? "Nobody is left to wait" : `Then the other ${plural(rest, "one", formatCount(rest))}`,
      detail: limits
        ? `Unless ${limits}: then it pauses and waits for you. ${takes(props, rest)}.`
        : `Unless somebody pauses it. ${takes(props, rest)}.`,
    },
  ];
}

function nightOf({ turns, zone, now }: PlanCardProps): PlanStep[] {
  if (!turns?.waitUntil) return [];
  const title = `${formatCounted(turns.waiting, "person waits", "people wait")} for quiet hours to end`;
  const until = shortWords(new Date(turns.waitUntil), zone, now);
  return [
    {
      icon: <Moon />,
      title,
      detail: `Each gets it when the hour allows it there, ${plural(turns.waiting, "from", "the last from")} ${until}.`,
    },
  ];
}

function endOf({ draft, eligible, messagesPerSecond, zone, now }: PlanCardProps): PlanStep {
  const { timing } = draft;
  const end = latestMoment(timing, now, ((eligible ?? 0) / messagesPerSecond) * 1_000);
  const title = end ? `Not after ${instantWords(end, notAfterZone(timing, zone))}` : "Not after: no time chosen";
  const whose = timing.notAfter ? "" : `${lastCall(timing.start)}. `;
  return { icon: <CircleStop />, title, detail: `${whose}People who were not texted by then are skipped as too late.` };
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
