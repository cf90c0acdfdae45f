import { CircleHelp, ListChecks, Pause, Undo2, WifiOff } from "lucide-react";
import type { Connection } from "@/components/live/channel";
import { Callout } from "@/components/ui/callout";
import { haltWords, isByItself } from "@/lib/campaigns/halt";
import type { CampaignLive } from "@/lib/campaigns/views";
import { formatCount, formatCounted, formatShortDateTime, formatZone, plural } from "@/lib/format";
import { people } from "./figures";

type NoticesProps = { live: CampaignLive; connection: Connection; zone: string };

/** What needs a word beside the figures: why it paused, what is unclear, whether the figures are fresh. */
export function Notices({ live, connection, zone }: NoticesProps) {
  return (
    <>
      {connection === "interrupted" ? (
        <Callout tone="warn" icon={<WifiOff />} title="Live updates are interrupted" role="status">
          Sending goes on without this page. It connects again by itself; until then these are the last known figures.
        </Callout>
      ) : null}
      {live.status === "paused" ? <PausedNotice live={live} zone={zone} /> : null}
      {live.status === "preparing" ? (
        <Callout tone="info" icon={<ListChecks />} title="The audience is being fixed">
          Everybody gets a line in the ledger before the first text leaves. The figures below still grow.
        </Callout>
      ) : null}
    </>
  );
}

function PausedNotice({ live, zone }: { live: CampaignLive; zone: string }) {
  const toGo = live.isExpanded ? `${people(live.ledger.toGo)} still to go, nobody is lost.` : "Nobody is lost.";
  const rest = `${toGo}${lastMomentWords(live, zone)}`;
  const { halt } = live;
  if (!isByItself(halt)) {
    return (
      <Callout tone="warn" icon={<Pause />} title={halt?.name ? `Paused by ${halt.name}` : "Paused"}>
        Nothing more leaves until somebody resumes it; what Sinch already accepted still arrives. {rest}
      </Callout>
    );
  }
  return (
    <Callout tone="warn" icon={<Pause />} title="Paused by itself">
      <p className="wrap-anywhere">{haltWords(halt)}</p>
      <p>Look into it, then resume, or cancel what is left. {rest}</p>
    </Callout>
  );
}

function lastMomentWords({ expiresAt }: CampaignLive, zone: string): string {
  if (expiresAt === null) return "";
  const until = formatShortDateTime(new Date(expiresAt), zone);
  return ` People who have not been texted by ${until} ${formatZone(zone)} are skipped, paused or not.`;
}

export function UnknownNotice({ live }: { live: CampaignLive }) {
  if (live.ledger.unknown === 0) return null;
  const { unclear } = live;
  const silent = live.ledger.unknown - unclear;
  return (
    <Callout tone="info" icon={<CircleHelp />} title={unknownTitle(unclear, silent)}>
      {unclear > 0 ? (
        <p>
          For {people(unclear)} the connection broke at a moment when Sinch may or may not have taken the message. They
          are held back and not sent again unless that is safe.
        </p>
      ) : null}
      {silent > 0 ? <p>For {people(silent)} the operator never said whether the text arrived.</p> : null}
    </Callout>
  );
}

function unknownTitle(unclear: number, silent: number): string {
  const parts = [
    unclear > 0 ? `${formatCount(unclear)} unclear` : "",
    silent > 0 ? `${formatCount(silent)} unknown` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** What a cancel still caught at Sinch, and what it did not. */
export function RecallNotice({ live }: { live: CampaignLive }) {
  if (live.recall === null) return null;
  const { asked, canceled, isUnderWay } = live.recall;
  const missed = asked - canceled;
  return (
    <Callout tone="info" icon={<Undo2 />} title={isUnderWay ? "Sinch is asked to take messages back" : "Taken back"}>
      Sinch took back {formatCount(canceled)} of the {formatCounted(asked, "message")} it still held
      {missed > 0 && !isUnderWay
        ? `; ${formatCount(missed)} could not be recalled: ${plural(missed, "it was on its way", "they were on their way")} or delivered.`
        : "."}
    </Callout>
  );
}
