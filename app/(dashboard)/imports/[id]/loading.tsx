import { Page } from "@/components/layout/page";
import { SkeletonPage } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <Page
      crumbs={[{ label: "Subscribers", href: "/subscribers" }, { label: "Imports", href: "/imports" }, { label: "…" }]}
    >
      <SkeletonPage label="Loading the import" />
    </Page>
  );
}
