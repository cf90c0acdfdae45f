import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ImportScreen } from "@/components/imports/import-screen";
import { Page } from "@/components/layout/page";
import { requireViewer, type Viewer } from "@/lib/auth/viewer";
import { now } from "@/lib/clock";
import { isAppError } from "@/lib/errors";
import { findUsualCountry, getImport, listProblems, listSampleRows } from "@/lib/imports/queries";
import { importIdSchema, rowOutcomeSchema } from "@/lib/imports/schema";
import { getOrganisation } from "@/lib/settings/queries";
import { listTags } from "@/lib/tags/queries";
import * as actions from "../actions";

export const metadata: Metadata = { title: "Import" };

type ImportPageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function ImportPage({ params, searchParams }: ImportPageProps) {
  const viewer = await requireViewer("import.run");
  const id = importIdSchema.safeParse((await params).id).data ?? notFound();
  const found = await getImport(viewer, id).catch(orNotFound);
  const outcome = rowOutcomeSchema.parse((await searchParams).show);
  const isMapping = found.status === "mapping";
  const [sample, tags, problems, { timeZone }, defaultCountry] = await Promise.all([
    isMapping ? listSampleRows(viewer, id, 5) : [],
    listTags(viewer),
    isMapping ? [] : listProblems(viewer, id, outcome),
    getOrganisation(),
    countryFor(viewer),
  ]);
  return (
    <Page
      crumbs={[
        { label: "Subscribers", href: "/subscribers" },
        { label: "Imports", href: "/imports" },
        { label: found.fileName },
      ]}
    >
      <ImportScreen
        {...{ found, sample, tags, problems, outcome, defaultCountry }}
        zone={timeZone}
        today={now().toISOString().slice(0, 10)}
        actions={{
          check: actions.checkColumnsAction,
          revise: actions.reviseImportAction,
          start: actions.startImportAction,
          cancel: actions.cancelImportAction,
        }}
      />
    </Page>
  );
}

function orNotFound(error: unknown): never {
  if (isAppError(error) && error.code === "not_found") notFound();
  throw error;
}

/** The last import's country is the best guess, the installation's own the next. */
async function countryFor(viewer: Viewer): Promise<string> {
  return (await findUsualCountry(viewer)) ?? (await getOrganisation()).defaultCountry;
}
