import { Ban } from "lucide-react";
import { Callout } from "@/components/ui/callout";

export function OptedOutNote() {
  return (
    <Callout tone="warn" icon={<Ban />} title="This number opted out">
      It gets no texts, whatever is imported or edited here. Only the person can lift that, by texting START.
    </Callout>
  );
}
