import { may } from "@/lib/auth/permissions";
import { route } from "@/lib/auth/route";
import { findSession } from "@/lib/auth/sessions";
import { currentSessionToken } from "@/lib/auth/viewer";
import { now } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { eventStream } from "@/lib/live/stream";
import { parseTopic, type Topic } from "@/lib/live/topic";
import { topics } from "./topics";

export const dynamic = "force-dynamic";

/** More than any page has. */
const most = 20;

/** `GET /api/events?topics=campaign:12,sending`: the news of all topics of one browser tab as server-sent events. */
export const GET = route({ permission: "overview.read" }, async (viewer, request) => {
  const asked = topicsOf(request);
  const needed = asked.map(({ kind }) => topics[kind].permission);
  if (!needed.every((permission) => may(viewer, permission))) throw new AppError("forbidden");
  const token = await currentSessionToken();
  const mayGoOn = async () => {
    const session = token === null ? null : await findSession(token, now());
    return session !== null && needed.every((permission) => may(session, permission));
  };
  const sources = asked.map((topic) => ({ topic, source: topics[topic.kind].source }));
  return new Response(eventStream({ topics: sources, mayGoOn, signal: request.signal }), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "private, no-store, no-transform",
      // nginx would hold events back until its buffer is full.
      "x-accel-buffering": "no",
    },
  });
});

function topicsOf(request: Request): Topic[] {
  const names = new Set((new URL(request.url).searchParams.get("topics") ?? "").split(","));
  const found = [...names].map(parseTopic).filter((topic) => topic !== null);
  if (found.length === 0 || found.length < names.size || found.length > most) {
    throw new AppError("not_found", "There is no such topic.");
  }
  return found;
}
