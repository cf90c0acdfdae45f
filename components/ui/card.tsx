import type { ReactNode } from "react";
import { cn } from "./cn";

type CardProps = {
  title?: ReactNode;
  /** A line under the title. */
  description?: ReactNode;
  /** Right of the title: a link, small buttons, filter pills. */
  actions?: ReactNode;
  /** A line across the bottom: totals, a pager, a hint. */
  footer?: ReactNode;
  /** `false` lets a table or rows run from edge to edge. */
  padded?: boolean;
  className?: string;
  id?: string;
  children?: ReactNode;
};

export function Card({ title, description, actions, footer, padded = true, className, id, children }: CardProps) {
  const hasHead = Boolean(title || actions);
  return (
    <section
      id={id}
      className={cn("flex min-w-0 flex-col overflow-hidden rounded-card border bg-surface shadow-card", className)}
    >
      {hasHead ? (
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 pt-4 pb-3">
          <div className="min-w-0">
            {title ? <h2 className="text-base font-[620] text-ink">{title}</h2> : null}
            {description ? <p className="text-sm text-ink-3">{description}</p> : null}
          </div>
          {actions ? <div className="flex flex-wrap items-center gap-2 text-sm">{actions}</div> : null}
        </header>
      ) : null}
      {children ? (
        <div className={cn("min-w-0 grow", padded && "px-5 pb-5", padded && !hasHead && "pt-5")}>{children}</div>
      ) : null}
      {footer ? <footer className="border-t px-5 py-3 text-sm text-ink-3">{footer}</footer> : null}
    </section>
  );
}

/** Rows with lines between them; put them in a Card with `padded={false}`. */
export function CardRows({ children, className }: { children: ReactNode; className?: string }) {
  return <ul className={cn("divide-y", className)}>{children}</ul>;
}

type CardRowProps = {
  /** A pill or an icon at the start. */
  lead?: ReactNode;
  /** `icon` for a bare icon; pills of several widths keep a column of their own. */
  leadWidth?: "pill" | "icon";
  title: ReactNode;
  description?: ReactNode;
  /** A control that belongs to this row: a checkbox. */
  below?: ReactNode;
  /** A figure, a button or a link at the end. */
  end?: ReactNode;
};

export function CardRow({ lead, leadWidth = "pill", title, description, below, end }: CardRowProps) {
  return (
    <li className="flex items-center gap-3 px-5 py-3">
      {lead ? (
        <div className={cn("shrink-0", leadWidth === "pill" ? "min-w-11" : "mt-[3px] self-start")}>{lead}</div>
      ) : null}
      <div className="min-w-0 grow">
        <p className="font-[550] text-ink wrap-anywhere">{title}</p>
        {description ? <p className="text-ink-3">{description}</p> : null}
        {below}
      </div>
      {end ? <div className="shrink-0 font-[620] tabular-nums">{end}</div> : null}
    </li>
  );
}
