import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { requireViewer } from "@/lib/auth/viewer";
import { isAppError } from "@/lib/errors";
import { getImport } from "@/lib/imports/queries";
import { importIdSchema } from "@/lib/imports/schema";

type ImportLayoutProps = { params: Promise<{ id: string }>; children: ReactNode };

/** Asked above the skeleton: what does not exist answers 404, not 200 with an apology. */
export default async function ImportLayout({ params, children }: ImportLayoutProps) {
  const viewer = await requireViewer("import.run");
  const id = importIdSchema.safeParse((await params).id).data ?? notFound();
  await getImport(viewer, id).catch((error) =>
    isAppError(error) && error.code === "not_found" ? notFound() : Promise.reject(error),
  );
  return children;
}
