import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonStyles } from "./button";
import { cn } from "./cn";

type PagerProps = {
  /** What is paged: "Pages of subscribers". */
  label: string;
  previousHref: string | null;
  nextHref: string | null;
  /** "50 of 48,210", when that is known without counting. */
  summary?: ReactNode;
};

/** Previous and next of a keyset-paged list: there are no page numbers to jump to. */
export function Pager({ label, previousHref, nextHref, summary }: PagerProps) {
  return (
    <nav aria-label={label} className="flex items-center justify-between gap-4 border-t px-5 py-3">
      <p className="text-sm text-ink-3">{summary}</p>
      <div className="flex gap-2">
        <Step href={previousHref} rel="prev">
          <ChevronLeft aria-hidden />
          Previous
        </Step>
        <Step href={nextHref} rel="next">
          Next
          <ChevronRight aria-hidden />
        </Step>
      </div>
    </nav>
  );
}

function Step({ href, rel, children }: { href: string | null; rel: "prev" | "next"; children: ReactNode }) {
  const className = cn(buttonStyles({ variant: "secondary", size: "sm" }), rel === "prev" ? "pl-1.5" : "pr-1.5");
  if (href) {
    return (
      <Link href={href} rel={rel} className={className}>
        {children}
      </Link>
    );
  }
  return (
    <button type="button" disabled className={className}>
      {children}
    </button>
  );
}
