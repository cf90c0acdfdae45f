import type { ReactNode } from "react";
import { readImport } from "./import-screen";

type ImportLayoutProps = { params: Promise<{ id: string }>; children: ReactNode };

/** Asked above the skeleton: an import that does not exist answers 404, not 200 with an apology. */
export default async function ImportLayout({ params, children }: ImportLayoutProps) {
  await readImport((await params).id);
  return children;
}
