import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { requireViewer } from "@/lib/auth/viewer";
import { isAppError } from "@/lib/errors";
import { getSubscriber } from "@/lib/subscribers/queries";
import { subscriberIdSchema } from "@/lib/subscribers/schema";

type SubscriberLayoutProps = { params: Promise<{ id: string }>; children: ReactNode };

/** Asked above the skeleton: who does not exist answers 404, not 200 with an apology. */
export default async function SubscriberLayout({ params, children }: SubscriberLayoutProps) {
  const viewer = await requireViewer("subscriber.read");
  const id = subscriberIdSchema.safeParse((await params).id).data ?? notFound();
  await getSubscriber(viewer, id).catch((error) =>
    isAppError(error) && error.code === "not_found" ? notFound() : Promise.reject(error),
  );
  return children;
}
