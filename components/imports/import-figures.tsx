import { StatTile } from "@/components/ui/stat-tile";
import { formatCount, formatCounted, plural } from "@/lib/format";
import type { ImportCounts } from "@/lib/imports/rules";

/** Where every row went. The first five add up to the rows of the file. */
export function ImportFigures({ counts }: { counts: ImportCounts }) {
  const { created, updated, unchanged, duplicates, rejected } = counts;
  const figures = [
    { label: "New", value: created, note: plural(created, "person added", "people added") },
    { label: "Updated", value: updated, note: "something changed" },
    { label: "Unchanged", value: unchanged, note: "known already" },
    { label: "Duplicates", value: duplicates, note: "same number again" },
    { label: "Rejected", value: rejected, note: "no usable number" },
  ];
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-2 gap-2.5 sm:grid-cols-3 lg:grid-cols-5">
        {figures.map(({ label, value, note }) => (
          <StatTile key={label} label={label} value={formatCount(value)} note={note} />
        ))}
      </div>
      <p className="text-sm text-ink-3 tabular-nums">
        {figures.map(({ value }) => formatCount(value)).join(" + ")} ={" "}
        {formatCounted(created + updated + unchanged + duplicates + rejected, "row")}
      </p>
    </div>
  );
}
