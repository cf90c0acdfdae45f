import { Page } from "@/components/layout/page";
import { SkeletonPage } from "@/components/ui/skeleton";

/** For the overview, and for every page below that has no skeleton of its own. */
export default function Loading() {
  return (
    <Page crumbs={[{ label: "Loading…" }]}>
      <SkeletonPage />
    </Page>
  );
}
