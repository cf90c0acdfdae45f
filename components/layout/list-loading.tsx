import type { Crumb } from "@/components/ui/breadcrumb";
import { SkeletonPage, SkeletonTable } from "@/components/ui/skeleton";
import { Page } from "./page";

/** The `loading.tsx` of a page that is a list: "campaigns". */
export function ListLoading({ crumbs, what }: { crumbs: Crumb[]; what: string }) {
  return (
    <Page crumbs={crumbs}>
      <SkeletonPage label={`Loading ${what}`}>
        <SkeletonTable rows={8} />
      </SkeletonPage>
    </Page>
  );
}
