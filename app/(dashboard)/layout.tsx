import { Ban, LayoutDashboard, Megaphone, OctagonX, PenLine, Settings, Smartphone, Upload, Users } from "lucide-react";
import type { ReactNode } from "react";
import { SignedInShell } from "@/components/auth/signed-in-shell";
import { ControlBanner } from "@/components/control/control-banner";
import { ControlProvider } from "@/components/control/control-provider";
import type { Command, NavGroup } from "@/components/layout/nav";
import { may, roleWords } from "@/lib/auth/permissions";
import { requireViewer, type Viewer } from "@/lib/auth/viewer";
import { getSendingControl } from "@/lib/control/queries";
import { env } from "@/lib/env";
import { formatCount } from "@/lib/format";
import { getNavCounts, type NavCounts } from "@/lib/reports/nav-counts";
import { getOrganisation } from "@/lib/settings/queries";
import { signOutAction } from "./actions";
import { allowSendingAction, confirmCopyAction, stopSendingAction } from "./settings/sending/actions";

const controlActions = { stop: stopSendingAction, allow: allowSendingAction, confirmCopy: confirmCopyAction };

/** Every page inside asks for its own permission as well: a layout is not rendered again on the way between pages. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer("overview.read");
  const [counts, control, { timeZone }] = await Promise.all([
    getNavCounts(viewer),
    getSendingControl(viewer),
    getOrganisation(),
  ]);
  return (
    <ControlProvider initial={control} actions={may(viewer, "sending.stop") ? controlActions : null} zone={timeZone}>
      <SignedInShell
        nav={navOf(counts)}
        user={{ name: viewer.name, email: viewer.email, role: roleWords[viewer.role].name }}
        commands={commandsOf(viewer)}
        notice={<ControlBanner />}
        signOut={signOutAction}
      >
        {children}
      </SignedInShell>
    </ControlProvider>
  );
}

function navOf({ campaigns, subscribers, suppressions }: NavCounts): NavGroup[] {
  return [
    {
      items: [
        { label: "Overview", href: "/", icon: <LayoutDashboard /> },
        { label: "Campaigns", href: "/campaigns", icon: <Megaphone />, count: formatCount(campaigns) },
        { label: "Subscribers", href: "/subscribers", icon: <Users />, count: formatCount(subscribers) },
        { label: "Opt-outs", href: "/opt-outs", icon: <Ban />, count: formatCount(suppressions) },
      ],
    },
    { title: "Workspace", items: [{ label: "Settings", href: "/settings", icon: <Settings /> }] },
  ];
}

function commandsOf(viewer: Viewer): Command[] {
  const group = "Actions";
  const commands: Command[] = [];
  if (may(viewer, "campaign.write")) {
    const keywords = ["create", "write", "compose", "send"];
    commands.push({ label: "New campaign", href: "/campaigns/new", group, icon: <PenLine />, keywords });
  }
  if (may(viewer, "import.run")) {
    const keywords = ["csv", "upload", "file", "contacts"];
    commands.push({ label: "Import subscribers", href: "/subscribers/import", group, icon: <Upload />, keywords });
  }
  if (may(viewer, "sending.stop")) {
    const keywords = ["kill switch", "halt", "emergency", "pause everything"];
    commands.push({ label: "Stop all sending", href: "/settings/sending", group, icon: <OctagonX />, keywords });
  }
  if (env().isSimulated) {
    const keywords = ["simulator", "texts", "stop"];
    commands.push({ label: "Virtual phone", href: env().SINCH_BASE_URL, group, icon: <Smartphone />, keywords });
  }
  return commands;
}
