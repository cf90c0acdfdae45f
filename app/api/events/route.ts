import { may } from "@/lib/auth/permissions";
import { route } from "@/lib/auth/route";
import { findSession } from "@/lib/auth/sessions";
import { currentSessionToken } from "@/lib/auth/viewer";
import { campaignEventStream } from "@/lib/campaigns/live/event-stream";
import { getCampaignLive } from "@/lib/campaigns/live/read";
import { campaignIdSchema } from "@/lib/campaigns/schema";
import { now } from "@/lib/clock";
import { AppError } from "@/lib/errors";

export const dynamic = "force-dynamic";

/** `GET /api/events?campaign=ID`: a campaign's figures as server-sent events while they change. */
export const GET = route({ permission: "campaign.read" }, async (viewer, request) => {
  const parsed = campaignIdSchema.safeParse(new URL(request.url).searchParams.get("campaign"));
  if (!parsed.success) throw new AppError("not_found", "There is no such campaign.");
  await getCampaignLive(viewer, parsed.data);
  const token = await currentSessionToken();
  const mayGoOn = async () => {
    const session = token === null ? null : await findSession(token, now());
    return session !== null && may(session, "campaign.read");
  };
  const stream = campaignEventStream({ campaignId: parsed.data, mayGoOn, signal: request.signal });
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "private, no-store, no-transform",
      // nginx would hold events back until its buffer is full.
      "x-accel-buffering": "no",
    },
  });
});
