import type { ReactNode } from "react";
import type { Crumb } from "@/components/ui/breadcrumb";
import { cn } from "@/components/ui/cn";
import { ShellNotice } from "./shell-notice";
import { TopBar } from "./top-bar";

type PageProps = {
  /** From the outside in; the last one is this page and needs no href. */
  crumbs: Crumb[];
  /** `narrow` for forms and settings that would look lost across the whole width. */
  width?: "full" | "narrow";
  children: ReactNode;
};

/** Top bar and content of one page: PageHeader first, then cards; the gaps between them come from here. */
export function Page({ crumbs, width = "full", children }: PageProps) {
  return (
    <>
      <TopBar crumbs={crumbs} />
      <main id="content" tabIndex={-1} className="px-4 pt-5 pb-16 outline-none sm:px-7 sm:pt-6">
        <div
          className={cn(
            "mx-auto grid grid-cols-[minmax(0,1fr)] gap-3.5",
            width === "narrow" ? "max-w-[760px] lg:mx-0" : "max-w-[1240px]",
          )}
        >
          <ShellNotice />
          {children}
        </div>
      </main>
    </>
  );
}
