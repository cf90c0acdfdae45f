import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CenteredPage } from "@/components/layout/centered-page";
import { ButtonLink } from "@/components/ui/button";
import { roleWords } from "@/lib/auth/permissions";
import { findViewer } from "@/lib/auth/viewer";

export const metadata: Metadata = { title: "No access" };

export default async function NoAccessPage() {
  const viewer = await findViewer();
  if (!viewer) redirect("/sign-in");
  return (
    <CenteredPage footer={`You are signed in as ${viewer.email}.`}>
      <h1 className="text-title">Your role does not open this page</h1>
      <p className="mt-1.5 text-ink-2">
        {roleWords[viewer.role].withArticle} {roleWords[viewer.role].may}. If you need more, ask an administrator of
        this installation for another role.
      </p>
      <ButtonLink href="/" variant="primary" className="mt-5">
        Go to the overview
      </ButtonLink>
    </CenteredPage>
  );
}
