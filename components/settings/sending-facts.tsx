import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import type { SendingSettings } from "@/lib/settings/schema";
import { capWords, rateWords, unknownWords } from "./sending-words";

/** For those who may look but not change. */
export function SendingFacts({ settings }: { settings: SendingSettings }) {
  return (
    <Card title="How this installation sends" description="Only administrators can change this.">
      <Facts
        items={[
          { label: "Quiet hours", value: settings.hasQuietHours ? "kept" : "not kept" },
          { label: "Texts per person", value: capWords(settings) },
          { label: "Unknown batches", value: unknownWords[settings.unknownBatches].label.toLowerCase() },
          { label: "The rate counts", value: rateWords[settings.rateCounts].label.toLowerCase() },
        ]}
      />
    </Card>
  );
}
