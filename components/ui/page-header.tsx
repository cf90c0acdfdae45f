import type { ReactNode } from "react";

type PageHeaderProps = {
  title: ReactNode;
  /** A StatusPill beside the title. */
  status?: ReactNode;
  description?: ReactNode;
  /** Buttons; at most one of them primary. */
  actions?: ReactNode;
};

/** The one h1 of a page. On a narrow screen the actions share a row of their own. */
export function PageHeader({ title, status, description, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 pb-1.5 lg:flex-nowrap">
      <div className="min-w-0 max-w-full">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-title text-balance wrap-anywhere">{title}</h1>
          {status}
        </div>
        {description ? <div className="mt-0.5 text-ink-2">{description}</div> : null}
      </div>
      {actions ? (
        <div className="flex w-full flex-wrap gap-2 max-sm:[&>*]:grow max-sm:[&>*]:basis-0 sm:w-auto lg:shrink-0">
          {actions}
        </div>
      ) : null}
    </header>
  );
}
