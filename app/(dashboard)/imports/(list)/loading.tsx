import { Page } from "@/components/layout/page";
import { Skeleton, SkeletonTable } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Subscribers", href: "/subscribers" }, { label: "Imports" }]}>
      <div role="status" className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
        <h1 className="sr-only">Loading imports</h1>
        <div className="grid gap-2 pb-1.5">
          <Skeleton className="h-6 w-40" />
          <Skeleton className="w-64 max-w-full" />
        </div>
        <SkeletonTable rows={8} />
      </div>
    </Page>
  );
}
