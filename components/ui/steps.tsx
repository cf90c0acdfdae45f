import { Check } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";

export type Step = {
  label: string;
  /** Leave out while the step cannot be visited yet. */
  href?: string;
  state: "done" | "current" | "todo";
  icon: ReactNode;
};

const stateWord: Record<Step["state"], string> = { done: "done", current: "current step", todo: "not done yet" };

/** Where one is in a flow whose steps can be revisited. On a phone only the current step keeps its words. */
export function Steps({ label, steps }: { label: string; steps: readonly Step[] }) {
  return (
    <nav aria-label={label}>
      <ol className="flex flex-wrap gap-1">
        {steps.map((step) => (
          <li key={step.label}>
            <StepBody step={step} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StepBody({ step }: { step: Step }) {
  const className = cn(
    "inline-flex h-[30px] items-center gap-2 whitespace-nowrap rounded-full px-3 text-sm font-medium",
    step.state === "current" && "bg-accent-soft text-accent",
    step.state === "done" && "text-ink-2",
    step.state === "todo" && "text-ink-3",
    step.href && step.state !== "current" && "hover:bg-muted-soft hover:text-ink",
  );
  const body = (
    <>
      <span aria-hidden className="contents [&_svg]:size-3.5">
        {step.state === "done" ? <Check /> : step.icon}
      </span>
      <span className={cn(step.state !== "current" && "max-sm:sr-only")}>{step.label}</span>
      <span className="sr-only">, {stateWord[step.state]}</span>
    </>
  );
  if (!step.href) {
    return (
      <span aria-current={step.state === "current" ? "step" : undefined} className={className}>
        {body}
      </span>
    );
  }
  return (
    <Link href={step.href} aria-current={step.state === "current" ? "step" : undefined} className={className}>
      {body}
    </Link>
  );
}
