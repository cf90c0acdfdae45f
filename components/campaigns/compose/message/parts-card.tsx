import { Card } from "@/components/ui/card";
import { MeterRow } from "@/components/ui/progress";
import type { Preview } from "@/lib/campaigns/views";
import { formatCount, formatCounted } from "@/lib/format";

/** How many people get one part, two parts and so on; of a sample where there are very many, and it says so. */
export function PartsCard({ preview, eligible }: { preview: Preview; eligible: number | null }) {
  const { parts, sampled, longest } = preview;
  if (sampled === 0) return null;
  const isSample = eligible !== null && eligible > sampled;
  return (
    <Card title={isSample ? `Parts, among the first ${formatCount(sampled)} people` : "Parts, for every recipient"}>
      <dl className="grid gap-2.5">
        {parts.map((row) => (
          <MeterRow key={row.parts} label={formatCounted(row.parts, "part")} value={row.people} total={sampled} />
        ))}
      </dl>
      {longest && parts.length > 1 ? (
        <p className="mt-3 text-sm text-ink-3">{longest.name} gets the longest text.</p>
      ) : null}
    </Card>
  );
}
