import { Upload } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { ImportList } from "@/components/imports/import-list";
import { Page } from "@/components/layout/page";
import { ButtonLink } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { requireViewer } from "@/lib/auth/viewer";
import { listImports } from "@/lib/imports/queries";
import { decodeCursor } from "@/lib/paging";
import { getOrganisation } from "@/lib/settings/queries";

export const metadata: Metadata = { title: "Imports" };

const searchSchema = z.object({ cursor: z.string().max(200).optional().catch(undefined) });

type ImportsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ImportsPage({ searchParams }: ImportsPageProps) {
  const viewer = await requireViewer("import.run");
  const { cursor } = searchSchema.parse(await searchParams);
  const [page, { timeZone }] = await Promise.all([listImports(viewer, decodeCursor(cursor)), getOrganisation()]);
  return (
    <Page crumbs={[{ label: "Subscribers", href: "/subscribers" }, { label: "Imports" }]}>
      <PageHeader
        title="Imports"
        description="Every file that was uploaded, and what became of its rows."
        actions={
          <ButtonLink href="/subscribers/import" variant="primary" icon={<Upload />}>
            Import a file
          </ButtonLink>
        }
      />
      <ImportList page={page} zone={timeZone} />
    </Page>
  );
}
