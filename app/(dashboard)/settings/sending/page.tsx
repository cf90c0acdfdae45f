import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { ControlCard } from "@/components/settings/control-card";
import { SendingFacts } from "@/components/settings/sending-facts";
import { SendingForm } from "@/components/settings/sending-form";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/permissions";
import { requireViewer } from "@/lib/auth/viewer";
import { env } from "@/lib/env";
import { getSendingSettings } from "@/lib/settings/queries";
import { saveSendingSettingsAction } from "./actions";

export const metadata: Metadata = { title: "Sending" };

export default async function SendingSettingsPage() {
  const viewer = await requireViewer("overview.read");
  const settings = await getSendingSettings();
  return (
    <Page crumbs={[{ label: "Settings", href: "/settings" }, { label: "Sending" }]} width="narrow">
      <PageHeader title="Settings" description="When texts leave, how often, and when they do not." />
      <SettingsTabs active="sending" />
      <ControlCard />
      {may(viewer, "settings.manage") ? (
        <SendingForm
          settings={settings}
          save={saveSendingSettingsAction}
          isSimulated={env().isSimulated}
          messagesPerSecond={env().SINCH_MESSAGES_PER_SECOND}
        />
      ) : (
        <SendingFacts settings={settings} />
      )}
    </Page>
  );
}
