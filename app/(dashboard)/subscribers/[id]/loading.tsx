import { Page } from "@/components/layout/page";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Subscribers", href: "/subscribers" }, { label: "…" }]}>
      <div role="status" className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
        <h1 className="sr-only">Loading the subscriber</h1>
        <div className="grid gap-2 pb-1.5">
          <Skeleton className="h-6 w-48" />
          <Skeleton className="w-36" />
        </div>
        <div className="grid items-start gap-3.5 lg:grid-cols-[1fr_340px]">
          <Skeleton className="h-60 rounded-card" />
          <Skeleton className="h-80 rounded-card" />
        </div>
      </div>
    </Page>
  );
}
