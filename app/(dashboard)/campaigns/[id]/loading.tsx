import { Page } from "@/components/layout/page";
import { SkeletonPage } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Campaigns", href: "/campaigns" }, { label: "…" }]}>
      <SkeletonPage label="Loading the campaign" />
    </Page>
  );
}
