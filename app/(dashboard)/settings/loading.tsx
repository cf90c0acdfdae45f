import { Page } from "@/components/layout/page";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Settings" }]} width="narrow">
      <div role="status" className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
        <h1 className="sr-only">Loading settings</h1>
        <div className="grid gap-2 pb-1.5">
          <Skeleton className="h-6 w-32" />
          <Skeleton className="w-72 max-w-full" />
        </div>
        <Skeleton className="h-96 rounded-card" />
        <Skeleton className="h-40 rounded-card" />
      </div>
    </Page>
  );
}
