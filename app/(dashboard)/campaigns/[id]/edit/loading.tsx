import { Page } from "@/components/layout/page";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Campaigns", href: "/campaigns" }, { label: "…" }]}>
      <div role="status" className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
        <h1 className="sr-only">Loading the draft</h1>
        <Skeleton className="h-[30px] w-96 max-w-full" />
        <div className="grid gap-2 pb-1.5">
          <Skeleton className="h-6 w-56" />
          <Skeleton className="w-72 max-w-full" />
        </div>
        <div className="grid gap-3.5 lg:grid-cols-[1.45fr_1fr]">
          <Skeleton className="h-80 rounded-card" />
          <Skeleton className="h-60 rounded-card" />
        </div>
      </div>
    </Page>
  );
}
