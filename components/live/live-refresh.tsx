"use client";

import { useLiveRefresh } from "./use-live-refresh";

/** For a page that the server renders: it is asked for again when the topic has news. */
export function LiveRefresh({ topic, everyMs }: { topic: string | null; everyMs: number }) {
  useLiveRefresh(topic, everyMs);
  return null;
}
