import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { AddOptOut } from "@/components/opt-outs/add-opt-out";
import { FindNumber } from "@/components/opt-outs/find-number";
import { OptOutList } from "@/components/opt-outs/opt-out-list";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/permissions";
import { requireViewer } from "@/lib/auth/viewer";
import { now as readClock } from "@/lib/clock";
import { listOptOuts } from "@/lib/consent/queries";
import { dayIn } from "@/lib/consent/rules";
import { optOutListSchema } from "@/lib/consent/schema";
import { formatCounted } from "@/lib/format";
import { getNavCounts } from "@/lib/reports/nav-counts";
import { getOrganisation } from "@/lib/settings/queries";
import { addOptOutAction, findNumberAction, liftOptOutAction } from "./actions";

export const metadata: Metadata = { title: "Opt-outs" };

type OptOutsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function OptOutsPage({ searchParams }: OptOutsPageProps) {
  const viewer = await requireViewer("optout.read");
  const { cursor } = optOutListSchema.parse(await searchParams);
  const [page, { suppressions }, { timeZone: zone }] = await Promise.all([
    listOptOuts(viewer, cursor ?? null),
    getNavCounts(viewer),
    getOrganisation(),
  ]);
  const isAdmin = may(viewer, "optout.write");
  return (
    <Page crumbs={[{ label: "Opt-outs" }]}>
      <PageHeader
        title="Opt-outs"
        description={`${suppressions === 0 ? "Numbers" : `${formatCounted(suppressions, "number")},`} never texted again without a new consent.`}
        actions={
          <>
            <FindNumber find={findNumberAction} zone={zone} />
            {isAdmin ? <AddOptOut add={addOptOutAction} /> : null}
          </>
        }
      />
      <OptOutList
        page={page}
        zone={zone}
        total={suppressions}
        lift={isAdmin ? liftOptOutAction : null}
        today={dayIn(readClock(), zone)}
      />
    </Page>
  );
}
