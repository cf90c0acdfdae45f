import type { ReactNode } from "react";
import { cn } from "./cn";

type PhoneFrameProps = {
  /** Who the text comes from. */
  sender: ReactNode;
  /** Under the sender: "Text message · Fri 09:00". */
  subtitle?: ReactNode;
  /** Names the preview for screen readers. */
  label: string;
  /** The line at the bottom; a form on the virtual phone, otherwise a picture of one. */
  input?: ReactNode;
  className?: string;
  /** PhoneBubbles. */
  children: ReactNode;
};

export function PhoneFrame({ sender, subtitle, label, input, className, children }: PhoneFrameProps) {
  return (
    <figure
      aria-label={label}
      className={cn("mx-auto h-fit w-full max-w-[292px] rounded-[46px] bg-phone-edge p-px shadow-lift", className)}
    >
      <div className="rounded-[45px] bg-phone p-2">
        <div className="flex h-[472px] flex-col rounded-[37px] bg-surface">
          <div className="px-4 pt-5 pb-3 text-center">
            <p className="truncate text-sm font-[620]">{sender}</p>
            {subtitle ? <p className="text-xs text-ink-3">{subtitle}</p> : null}
          </div>
          <section
            aria-label={`${label}: texts`}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard (WCAG 2.1.1).
            tabIndex={0}
            className="flex min-h-0 grow flex-col gap-2 overflow-y-auto rounded-control px-3.5 -outline-offset-2"
          >
            {children}
          </section>
          <div className="p-3.5">
            {input ?? (
              <div aria-hidden className="rounded-full border border-line-strong px-4 py-1.5 text-ink-3">
                Text message
              </div>
            )}
          </div>
        </div>
      </div>
    </figure>
  );
}

type PhoneBubbleProps = {
  /** `in` arrives on the phone, `out` was written on it. */
  direction?: "in" | "out";
  /** Under the bubble: a time, a status. */
  meta?: ReactNode;
  children: ReactNode;
};

export function PhoneBubble({ direction = "in", meta, children }: PhoneBubbleProps) {
  const isIn = direction === "in";
  return (
    <div className={cn("max-w-[86%]", !isIn && "self-end text-right")}>
      <div
        className={cn(
          "w-fit whitespace-pre-wrap rounded-[17px] px-3 py-2 text-left text-sm/[1.1875rem] wrap-anywhere",
          isIn ? "rounded-bl-[5px] bg-muted-soft text-ink" : "ml-auto rounded-br-[5px] bg-accent text-on-accent",
        )}
      >
        {children}
      </div>
      {meta ? <p className="mt-0.5 px-2 text-xs text-ink-3">{meta}</p> : null}
    </div>
  );
}
