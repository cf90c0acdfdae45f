import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { Overview } from "@/components/overview/overview";
import { may } from "@/lib/auth/permissions";
import { requireViewer } from "@/lib/auth/viewer";
import { listCurrentCampaigns } from "@/lib/campaigns/queries/list";
import { now as readClock } from "@/lib/clock";
import { getSendingControl } from "@/lib/control/queries";
import { env } from "@/lib/env";
import { listActivityDays } from "@/lib/reports/queries/activity";
import { getConnection } from "@/lib/reports/queries/connection";
import { getFigures } from "@/lib/reports/queries/figures";
import { getFirstSteps, getNeeds } from "@/lib/reports/queries/needs";
import { rangeSchema } from "@/lib/reports/schema";
import { getOrganisation } from "@/lib/settings/queries";

export const metadata: Metadata = { title: "Overview" };

/** As many as fit without scrolling. */
const shownCampaigns = 7;

type OverviewPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function OverviewPage({ searchParams }: OverviewPageProps) {
  const viewer = await requireViewer("overview.read");
  const range = rangeSchema.parse((await searchParams).days);
  const { timeZone: zone } = await getOrganisation();
  const now = readClock();
  const [steps, figures, days, needs, connection, control, campaigns] = await Promise.all([
    getFirstSteps(viewer),
    getFigures(viewer, { zone, now }),
    listActivityDays(viewer, { range, zone, now }),
    getNeeds(viewer),
    getConnection(viewer),
    getSendingControl(viewer),
    listCurrentCampaigns(viewer, shownCampaigns),
  ]);
  return (
    <Page crumbs={[{ label: "Overview" }]}>
      <Overview
        {...{ now, zone, steps, figures, days, range, needs, connection, control, campaigns }}
        allowed={{ import: may(viewer, "import.run"), write: may(viewer, "campaign.write") }}
        phoneHref={env().isSimulated ? env().SINCH_BASE_URL : null}
      />
    </Page>
  );
}
