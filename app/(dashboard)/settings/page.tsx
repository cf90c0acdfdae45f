import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { OrganisationFacts } from "@/components/settings/organisation-facts";
import { OrganisationForm } from "@/components/settings/organisation-form";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { countries, countryName } from "@/components/subscribers/country-names";
import { PageHeader } from "@/components/ui/page-header";
import { zoneOptions } from "@/components/ui/time-zones";
import { may } from "@/lib/auth/permissions";
import { requireViewer } from "@/lib/auth/viewer";
import { now as readClock } from "@/lib/clock";
import { getOrganisation } from "@/lib/settings/queries";
import { saveOrganisationAction } from "./actions";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const viewer = await requireViewer("overview.read");
  const organisation = await getOrganisation();
  return (
    <Page crumbs={[{ label: "Settings" }]} width="narrow">
      <PageHeader title="Settings" description="What this installation says about itself." />
      <SettingsTabs active="organisation" />
      {may(viewer, "settings.manage") ? (
        <OrganisationForm
          organisation={organisation}
          save={saveOrganisationAction}
          countries={countries().map(({ code, name }) => ({ value: code, label: name, note: code }))}
          zones={zoneOptions(readClock())}
        />
      ) : (
        <OrganisationFacts organisation={organisation} countryName={countryName(organisation.defaultCountry)} />
      )}
    </Page>
  );
}
