import Link from "next/link";

export type Crumb = { label: string; href?: string };

/** On a narrow screen only the parent and the page itself are kept. */
export function Breadcrumb({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex min-w-0 items-center gap-2">
        {crumbs.map((crumb, index) => {
          const isLast = index === crumbs.length - 1;
          return (
            <li
              key={`${crumb.label}-${crumb.href ?? ""}`}
              className={`flex items-center gap-2 ${isLast ? "min-w-0" : "shrink-0"} ${index < crumbs.length - 2 ? "max-sm:hidden" : ""}`}
            >
              {isLast || !crumb.href ? (
                <span
                  aria-current={isLast ? "page" : undefined}
                  className={isLast ? "truncate font-[580] text-ink" : "text-ink-2"}
                >
                  {crumb.label}
                </span>
              ) : (
                <Link href={crumb.href} className="rounded-sm text-ink-2 hover:text-ink">
                  {crumb.label}
                </Link>
              )}
              {isLast ? null : (
                <span aria-hidden className="text-ink-3">
                  /
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
