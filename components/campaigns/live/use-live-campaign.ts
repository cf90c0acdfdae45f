"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import type { Connection } from "@/components/live/channel";
import { useLive } from "@/components/live/use-live";
import type { CampaignLive } from "@/lib/campaigns/views";

/** Figures that arrive by themselves, until the campaign is settled. */
export function useLiveCampaign(initial: CampaignLive): { live: CampaignLive; connection: Connection } {
  const [pushed, setPushed] = useState<CampaignLive | null>(null);
  const [rendered, setRendered] = useState(initial);
  // A page that was rendered anew knows more than the last event.
  if (rendered !== initial) {
    setRendered(initial);
    if (pushed) setPushed({ ...initial, rate: pushed.rate });
  }
  const connection = useLive<CampaignLive>(initial.isSettled ? null : `campaign:${initial.id}`, setPushed);
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
