import { Page } from "@/components/layout/page";
import { Skeleton, SkeletonPage } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Subscribers", href: "/subscribers" }, { label: "…" }]}>
      <SkeletonPage label="Loading the subscriber">
        <div className="grid items-start gap-3.5 lg:grid-cols-[1fr_340px]">
          <Skeleton className="h-60 rounded-card" />
          <Skeleton className="h-80 rounded-card" />
        </div>
      </SkeletonPage>
    </Page>
  );
}
