import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import { formatZone } from "@/lib/format";
import type { Organisation } from "@/lib/settings/schema";

type OrganisationFactsProps = { organisation: Organisation; countryName: string };

/** For those who may look but not change. */
export function OrganisationFacts({ organisation, countryName }: OrganisationFactsProps) {
  const { name, support, optOutLine, timeZone } = organisation;
  return (
    <Card title="Organisation" description="Only administrators can change this.">
      <Facts
        items={[
          { label: "Name", value: name },
          { label: "Support", value: support || "–" },
          { label: "Opt-out line", value: optOutLine || "nothing is added" },
          { label: "Country", value: countryName },
          { label: "Time zone", value: formatZone(timeZone) },
        ]}
      />
    </Card>
  );
}
