import type { Metadata } from "next";
import { ImportSteps } from "@/components/imports/import-steps";
import { UploadForm } from "@/components/imports/upload-form";
import { Page } from "@/components/layout/page";
import { PageHeader } from "@/components/ui/page-header";
import { requireViewer } from "@/lib/auth/viewer";

export const metadata: Metadata = { title: "Import a file" };

export default async function ImportPage() {
  await requireViewer("import.run");
  return (
    <Page crumbs={[{ label: "Subscribers", href: "/subscribers" }, { label: "Import a file" }]} width="narrow">
      <PageHeader
        title="Import a file"
        description="People you have phone numbers of and who agreed to get your texts."
      />
      <ImportSteps status={null} />
      <UploadForm />
    </Page>
  );
}
