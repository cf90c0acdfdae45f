import { notFound } from "next/navigation";
import { cache } from "react";
import { requireViewer, type Viewer } from "@/lib/auth/viewer";
import { now } from "@/lib/clock";
import { isAppError } from "@/lib/errors";
import { findUsualCountry, getImport, listProblems, listSampleRows } from "@/lib/imports/queries";
import { importIdSchema, rowOutcomeSchema } from "@/lib/imports/schema";
import { getOrganisation } from "@/lib/settings/queries";
import { listTags } from "@/lib/tags/queries";

/** The import of the address, or 404. The layout and the page below it ask once. */
export const readImport = cache(async (idText: string) => {
  const viewer = await requireViewer("import.run");
  const id = importIdSchema.safeParse(idText).data ?? notFound();
  return getImport(viewer, id).catch((error) =>
    isAppError(error) && error.code === "not_found" ? notFound() : Promise.reject(error),
  );
});

/** Everything the page of an import shows, whatever its status. */
export async function getImportScreen(viewer: Viewer, idText: string, show: unknown) {
  const found = await readImport(idText);
  const outcome = rowOutcomeSchema.parse(show);
  const isMapping = found.status === "mapping";
  const [sample, tags, problems, { timeZone: zone, defaultCountry }, usualCountry] = await Promise.all([
    isMapping ? listSampleRows(viewer, found.id, 5) : [],
    listTags(viewer),
    isMapping ? [] : listProblems(viewer, found.id, outcome),
    getOrganisation(),
    findUsualCountry(viewer),
  ]);
  const today = now().toISOString().slice(0, 10);
  // The last import's country is the best guess, the installation's own the next.
  return { found, sample, tags, problems, outcome, zone, today, defaultCountry: usualCountry ?? defaultCountry };
}
