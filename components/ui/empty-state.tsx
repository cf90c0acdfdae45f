import type { ReactNode } from "react";

type EmptyStateProps = {
  icon: ReactNode;
  /** What is not here yet, or what was not found. */
  title: ReactNode;
  /** The next step, in a sentence. */
  children?: ReactNode;
  action?: ReactNode;
};

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center px-5 py-12 text-center">
      <span
        aria-hidden
        className="mb-3.5 flex size-11 items-center justify-center rounded-card border bg-sunken text-ink-2 [&_svg]:size-5"
      >
        {icon}
      </span>
      <p className="font-[620] text-ink">{title}</p>
      {children ? <div className="mt-1 max-w-[46ch] text-balance text-ink-2">{children}</div> : null}
      {action ? <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
