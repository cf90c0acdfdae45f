import type { Metadata } from "next";
import { ImportScreen } from "@/components/imports/import-screen";
import { Page } from "@/components/layout/page";
import { requireViewer } from "@/lib/auth/viewer";
import * as doors from "../actions";
import { getImportScreen } from "./import-screen";

export const metadata: Metadata = { title: "Import" };

type ImportPageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const actions = {
  check: doors.checkColumnsAction,
  revise: doors.reviseImportAction,
  start: doors.startImportAction,
  cancel: doors.cancelImportAction,
};

export default async function ImportPage({ params, searchParams }: ImportPageProps) {
  const viewer = await requireViewer("import.run");
  const screen = await getImportScreen(viewer, (await params).id, (await searchParams).show);
  const crumbs = [
    { label: "Subscribers", href: "/subscribers" },
    { label: "Imports", href: "/imports" },
    { label: screen.found.fileName },
  ];
  return (
    <Page crumbs={crumbs}>
      <ImportScreen {...screen} actions={actions} />
    </Page>
  );
}
