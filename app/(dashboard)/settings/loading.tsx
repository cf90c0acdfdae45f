import { Page } from "@/components/layout/page";
import { Skeleton, SkeletonPage } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Settings" }]} width="narrow">
      <SkeletonPage label="Loading settings">
        <Skeleton className="h-96 rounded-card" />
        <Skeleton className="h-40 rounded-card" />
      </SkeletonPage>
    </Page>
  );
}
