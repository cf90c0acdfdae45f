import type { Metadata } from "next";
import { CenteredPage } from "@/components/layout/centered-page";
import { ButtonLink } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <CenteredPage>
      <h1 className="text-title">There is no such page</h1>
      <p className="mt-1.5 mb-5 text-ink-2">
        It may have been deleted, or the address is not complete. Nothing of yours was changed.
      </p>
      <ButtonLink href="/" variant="primary">
        Go to the overview
      </ButtonLink>
    </CenteredPage>
  );
}
