import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/auth/sign-in-form";
import { CenteredPage } from "@/components/layout/centered-page";
import { localPath } from "@/lib/auth/next-path";
import { lookForViewer } from "@/lib/auth/viewer";
import { defaultWords } from "@/lib/errors";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const next = localPath((await searchParams).next);
  const visitor = await lookForViewer();
  if (visitor === "unavailable") return <SignIn next={next} notice={defaultWords.unavailable} />;
  if (visitor) redirect(next);
  return <SignIn next={next} />;
}

function SignIn({ next, notice }: { next: string; notice?: string }) {
  return (
    <CenteredPage footer="Forgotten your password? An administrator of this installation can set a new one.">
      <h1 className="text-title">Sign in</h1>
      <p className="mt-1 mb-5 text-ink-2">Your campaigns are where you left them.</p>
      <SignInForm next={next} {...(notice ? { notice } : {})} />
    </CenteredPage>
  );
}
