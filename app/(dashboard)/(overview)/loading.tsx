import { Page } from "@/components/layout/page";
import { SkeletonPage } from "@/components/ui/skeleton";

/** Of the overview alone: a skeleton above a page of one thing would answer 200 before it is known whether it exists. */
export default function Loading() {
  return (
    <Page crumbs={[{ label: "Loading…" }]}>
      <SkeletonPage />
    </Page>
  );
}
