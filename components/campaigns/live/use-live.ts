"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import type { CampaignLive } from "@/lib/campaigns/views";

export type Connection = "live" | "interrupted" | "off";

/**
 * Figures that arrive by themselves. The browser connects again on its own after a break; where it gives up (a refused
 * or unsupported stream) the page is asked for again every ten seconds instead.
 */
export function useLive(initial: CampaignLive): { live: CampaignLive; connection: Connection } {
  const router = useRouter();
  const [pushed, setPushed] = useState<CampaignLive | null>(null);
  const [connection, setConnection] = useState<Connection>(initial.isSettled ? "off" : "live");
  const [rendered, setRendered] = useState(initial);
  // A page that was rendered anew knows more than the last event.
  if (rendered !== initial) {
    setRendered(initial);
    if (pushed) setPushed({ ...initial, rate: pushed.rate });
  }
  const { id, isSettled } = initial;
  useEffect(() => {
    if (isSettled) return;
    let fallback: ReturnType<typeof setInterval> | undefined;
    const source = new EventSource(`/api/events?campaign=${id}`);
    source.addEventListener("live", (event) => {
      setConnection("live");
      setPushed(JSON.parse(event.data) as CampaignLive);
    });
    source.addEventListener("end", () => {
      source.close();
      setConnection("off");
    });
    source.onerror = () => {
      setConnection("interrupted");
      if (source.readyState === EventSource.CLOSED) fallback ??= setInterval(() => router.refresh(), 10_000);
    };
    return () => {
      source.close();
      clearInterval(fallback);
    };
  }, [id, isSettled, router]);
  const live = pushed ?? initial;
  useRefreshOnStatus(live.status);
  return { live, connection };
}

/** The recipients below come from the server: they are asked for again when the campaign moves on. */
function useRefreshOnStatus(status: string) {
  const router = useRouter();
  const known = useRef(status);
  useEffect(() => {
    if (known.current === status) return;
    known.current = status;
    router.refresh();
  }, [status, router]);
}
