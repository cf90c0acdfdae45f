import type { ReactNode } from "react";
import { cn } from "./cn";

/** A value to be read or copied letter by letter. */
export function Code({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <code className={cn("rounded-pill bg-muted-soft px-1.5 py-0.5 font-mono text-[0.92em] wrap-anywhere", className)}>
      {children}
    </code>
  );
}

export function CodeBlock({ children, label }: { children: string; label: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard (WCAG 2.1.1).
      tabIndex={0}
      className="max-h-96 overflow-auto rounded-control border bg-sunken"
    >
      <pre className="w-max p-3.5 font-mono text-sm">{children}</pre>
    </section>
  );
}

export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={cn(
        "inline-flex h-[18px] items-center whitespace-nowrap rounded-[5px] border border-line-strong bg-muted-soft px-1.5 font-sans text-[0.6875rem] text-ink-2",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
