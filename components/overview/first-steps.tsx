import { Check, ExternalLink } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { formatCounted } from "@/lib/format";
import type { FirstSteps } from "@/lib/reports/views";
import type { Allowed } from "./overview-header";

type FirstStepsCardProps = {
  steps: FirstSteps;
  isSimulated: boolean;
  phoneHref: string | null;
  /** What this person may do; a step they may not take is shown without its button. */
  allowed: Allowed;
};

type Step = { title: string; text: string; isDone: boolean; action?: { label: string; href: string } | undefined };

/** From an empty installation to the first text, instead of empty charts. */
export function FirstStepsCard(props: FirstStepsCardProps) {
  const steps = stepsOf(props);
  const next = steps.findIndex(({ isDone }) => !isDone);
  return (
    <Card title="Your first campaign" description="Five steps, about as many minutes." padded={false}>
      <ol className="divide-y border-t">
        {steps.map((step, index) => (
          <StepRow key={step.title} step={step} number={index + 1} isNext={index === next} />
        ))}
      </ol>
      {props.phoneHref ? <PhoneHint href={props.phoneHref} /> : null}
    </Card>
  );
}

const connectedStep: Step = {
  title: "Sinch is connected",
  text: "Texts go out through your service plan.",
  isDone: true,
};

const simulatorStep: Step = {
  title: "Try it with the simulator",
  text: "It stands in for Sinch: texts arrive on a virtual phone and nobody is really texted. Your Sinch account can come later.",
  isDone: true,
};

function stepsOf({ steps, isSimulated, allowed }: FirstStepsCardProps): Step[] {
  const { subscribers, hasCampaign, hasTest, hasLaunched } = steps;
  const compose = allowed.write ? { label: "New campaign", href: "/campaigns/new" } : undefined;
  const drafts = { label: "Open drafts", href: "/campaigns?show=drafts" };
  return [
    isSimulated ? simulatorStep : connectedStep,
    {
      title: "Import subscribers",
      text:
        subscribers > 0
          ? `${formatCounted(subscribers, "subscriber is", "subscribers are")} on the list.`
          : "Drop a CSV file. You see what would change before anything is written.",
      isDone: subscribers > 0,
      action: allowed.import ? { label: "Import", href: "/subscribers/import" } : undefined,
    },
    {
      title: "Write a campaign",
      text: "Choose who gets it and write the text beside a phone that shows it. Drafts save themselves.",
      isDone: hasCampaign,
      action: compose,
    },
    {
      title: "Send yourself a test",
      text: "From the composer, to one number: read it as your subscribers will.",
      isDone: hasTest,
      action: hasCampaign ? drafts : undefined,
    },
    {
      title: "Send",
      text: "The button carries the exact number of people. Watch it deliver, answer STOP, and see that number left out next time.",
      isDone: hasLaunched,
      action: hasCampaign ? drafts : undefined,
    },
  ];
}

function StepRow({ step, number, isNext }: { step: Step; number: number; isNext: boolean }) {
  return (
    <li className="flex flex-wrap items-start gap-x-3.5 gap-y-3 px-5 py-4" aria-current={isNext ? "step" : undefined}>
      <span
        className={cn(
          "flex size-7 shrink-0 items-center justify-center rounded-full text-sm font-[620] tabular-nums",
          step.isDone && "bg-ok-soft text-ok",
          !step.isDone && (isNext ? "bg-accent text-on-accent" : "bg-muted-soft text-ink-2"),
        )}
      >
        {step.isDone ? <Check aria-hidden /> : number}
        {step.isDone ? <span className="sr-only">Done:</span> : null}
      </span>
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-[580] text-ink">{step.title}</p>
        <p className="max-w-[68ch] text-ink-2">{step.text}</p>
      </div>
      {isNext && step.action ? (
        <ButtonLink href={step.action.href} variant="primary" className="max-sm:w-full">
          {step.action.label}
        </ButtonLink>
      ) : null}
    </li>
  );
}

function PhoneHint({ href }: { href: string }) {
  return (
    <p className="border-t px-5 py-3.5 text-ink-2">
      Texts of the simulator arrive on the{" "}
      <a href={href} target="_blank" rel="noreferrer" className="font-medium text-accent hover:underline">
        virtual phone <ExternalLink aria-hidden className="inline size-3.5" />
      </a>
      . Answer them there.
    </p>
  );
}
