import type { ReactNode } from "react";
import { readSubscriber } from "./subscriber-screen";

type SubscriberLayoutProps = { params: Promise<{ id: string }>; children: ReactNode };

/** Asked above the skeleton: a person who does not exist answers 404, not 200 with an apology. */
export default async function SubscriberLayout({ params, children }: SubscriberLayoutProps) {
  await readSubscriber((await params).id);
  return children;
}
