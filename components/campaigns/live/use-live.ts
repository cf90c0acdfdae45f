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
  useFreshRows(live);
  return { live, connection };
}

/** The recipients below come from the server: at once when the campaign moves on, else every few seconds. */
const rowsEveryMs = 4_000;

function useFreshRows(live: CampaignLive) {
  const router = useRouter();
  const stage = `${live.status} ${live.isSettled}`;
  const figures = `${stage} ${JSON.stringify(live.ledger)} ${live.delivered} ${live.lastBatchEvent}`;
  const shown = useRef({ stage, figures, at: 0 });
  useEffect(() => {
    const { current } = shown;
    if (current.figures === figures) return;
    const waitMs = current.stage === stage ? Math.max(0, current.at + rowsEveryMs - performance.now()) : 0;
    const timer = setTimeout(() => {
      shown.current = { stage, figures, at: performance.now() };
      router.refresh();
    }, waitMs);
    return () => clearTimeout(timer);
  }, [figures, stage, router]);
}
