import { notFound } from "next/navigation";
import { cache } from "react";
import { requireViewer, type Viewer } from "@/lib/auth/viewer";
import { listConsentEvidence } from "@/lib/consent/evidence";
import { isAppError } from "@/lib/errors";
import { listCampaignsOf } from "@/lib/messages/history";
import { getOrganisation } from "@/lib/settings/queries";
import { getSubscriber } from "@/lib/subscribers/queries";
import { subscriberIdSchema } from "@/lib/subscribers/schema";
import { listTags } from "@/lib/tags/queries";

/** The person of the address, or 404. The layout and the page below it ask once. */
export const readSubscriber = cache(async (idText: string) => {
  const viewer = await requireViewer("subscriber.read");
  const id = subscriberIdSchema.safeParse(idText).data ?? notFound();
  return getSubscriber(viewer, id).catch((error) =>
    isAppError(error) && error.code === "not_found" ? notFound() : Promise.reject(error),
  );
});

/** Everything the page of one person shows. */
export async function getSubscriberScreen(viewer: Viewer, idText: string) {
  const id = subscriberIdSchema.safeParse(idText).data ?? notFound();
  const [subscriber, evidence, campaigns, tags, { timeZone: zone }] = await Promise.all([
    readSubscriber(idText),
    listConsentEvidence(viewer, id),
    listCampaignsOf(viewer, id),
    listTags(viewer),
    getOrganisation(),
  ]);
  return { subscriber, evidence, campaigns, tags, zone };
}
