import type { Metadata } from "next";
import { CheckCard } from "@/components/connection/check-card";
import { ConnectionCard } from "@/components/connection/connection-card";
import { Page } from "@/components/layout/page";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/permissions";
import { requireViewer } from "@/lib/auth/viewer";
import { now as readClock } from "@/lib/clock";
import { getConnectionDetail } from "@/lib/connection/queries";
import { findingsOf } from "@/lib/connection/rules";
import { formatRelative } from "@/lib/format";
import { checkConnectionAction } from "./actions";

export const metadata: Metadata = { title: "Connection" };

export default async function ConnectionPage() {
  const viewer = await requireViewer("overview.read");
  const now = readClock();
  const connection = await getConnectionDetail(viewer);
  const checkedAt = connection.check?.checkedAt ?? null;
  return (
    <Page crumbs={[{ label: "Settings", href: "/settings" }, { label: "Connection" }]} width="narrow">
      <PageHeader title="Settings" description="How this installation reaches Sinch, and how Sinch reaches it." />
      <SettingsTabs active="connection" />
      <CheckCard
        findings={findingsOf(connection, now)}
        checkedAt={checkedAt}
        checkedWords={checkedAt ? `Checked ${formatRelative(new Date(checkedAt), now)}.` : "Not checked yet."}
        check={may(viewer, "settings.manage") ? checkConnectionAction : null}
      />
      <ConnectionCard connection={connection} now={now} />
    </Page>
  );
}
