"use client";

import type { ReactNode } from "react";
import { TextLink } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { isOver } from "@/lib/campaigns/status";
import type { CampaignDetail, CampaignLive, Waiting } from "@/lib/campaigns/views";
import { formatCount, formatDateTime, formatPhone, formatTime, formatZone, plural } from "@/lib/format";
import { CampaignStatusPill } from "../status-pill";
import { progressOf } from "./figures";

type LiveHeaderProps = {
  detail: CampaignDetail;
  live: CampaignLive;
  /** The kill switch or the fence holds it, whatever its own status. */
  isStopped: boolean;
  zone: string;
  actions: ReactNode;
};

/** "To Regulars without Texted this week · from +1 … · 240 messages a second · done at 09:43:51". */
export function LiveHeader({ detail, live, isStopped, zone, actions }: LiveHeaderProps) {
  return (
    <PageHeader
      title={detail.name || "Campaign without a name"}
      status={
        <CampaignStatusPill
          status={live.status}
          isStopped={isStopped}
          progress={live.isExpanded ? progressOf(live) : null}
        />
      }
      description={
        <>
          <AudienceWords detail={detail} /> · from {formatPhone(detail.sender)}
          {isStopped ? null : pace(live)}
          {timing(isStopped ? { ...live, estimatedFinishAt: null } : live, zone)}
        </>
      }
      actions={actions}
    />
  );
}

function AudienceWords({ detail }: { detail: CampaignDetail }) {
  const { everyone, included, excluded, followUpOf } = detail;
  return (
    <>
      To{" "}
      {followUpOf ? (
        <>
          people not reached by{" "}
          <TextLink href={`/campaigns/${followUpOf.id}`}>{followUpOf.name || "a campaign without a name"}</TextLink>
        </>
      ) : (
        <b className="text-ink">{everyone ? "everyone" : names(included)}</b>
      )}
      {excluded.length > 0 ? (
        <>
          {" "}
          without <b className="text-ink">{names(excluded)}</b>
        </>
      ) : null}
    </>
  );
}

function names(tags: readonly string[]): string {
  return tags.length === 0 ? "tags deleted since" : tags.join(", ");
}

function pace({ status, rate, canary, waiting, ledger }: CampaignLive): string {
  const isWaiting = canary?.state === "waiting" || (rate === 0 && waiting.people >= ledger.toGo);
  if (status !== "sending" || rate === null || isWaiting) return "";
  return ` · ${rate < 100 ? rate : formatCount(rate)} ${plural(rate, "message", "messages")} a second`;
}

function timing({ status, finishedAt, launchedAt, estimatedFinishAt, waiting }: CampaignLive, zone: string): string {
  if (isOver(status) && finishedAt) return ` · ended ${formatDateTime(new Date(finishedAt), zone)}`;
  if (estimatedFinishAt) return ` · done ${finishWords(new Date(estimatedFinishAt), waiting, zone)}`;
  return launchedAt ? ` · started ${formatDateTime(new Date(launchedAt), zone)}` : "";
}

/** Whoever waits for their hour may do so for days: then it is the day that matters. */
function finishWords(at: Date, waiting: Waiting, zone: string): string {
  if (waiting.people > 0) return `on ${formatDateTime(at, zone)}`;
  return `at ${formatTime(at, zone, { seconds: true })} ${formatZone(zone)}`;
}
