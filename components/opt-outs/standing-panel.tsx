import { StatusPill } from "@/components/ui/badge";
import { TextLink } from "@/components/ui/button";
import type { Tone } from "@/components/ui/tone";
import { kindWords, sourceWords } from "@/lib/consent/rules";
import type { ConsentKind, Evidence, NumberStanding } from "@/lib/consent/views";
import { formatDateTime } from "@/lib/format";

type StandingPanelProps = { standing: NumberStanding; zone: string };

/** What is on record about one number, newest first. */
export function StandingPanel({ standing, zone }: StandingPanelProps) {
  const { phone, isOptedOut, subscriber, evidence } = standing;
  return (
    <section aria-label={`Record of ${phone}`} className="grid gap-3.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <p className="font-[620] tabular-nums">{phone}</p>
        {isOptedOut ? <StatusPill tone="bad">Opted out</StatusPill> : <StatusPill tone="ok">Not opted out</StatusPill>}
        {subscriber ? (
          <TextLink href={`/subscribers/${subscriber.id}`}>{subscriber.name || "Subscriber without a name"}</TextLink>
        ) : (
          <span className="text-ink-3">no subscriber</span>
        )}
      </div>
      {evidence.length === 0 ? (
        <p className="text-ink-2">Nothing is on record about this number.</p>
      ) : (
        <ol className="grid gap-3.5 border-l-2 pl-4">
          {evidence.map((item) => (
            <EvidenceItem key={item.id} item={item} zone={zone} />
          ))}
        </ol>
      )}
    </section>
  );
}

const tones: Record<ConsentKind, Tone> = { granted: "ok", revoked: "bad", restored: "ok" };

function EvidenceItem({ item, zone }: { item: Evidence; zone: string }) {
  return (
    <li className="grid gap-1">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <StatusPill tone={tones[item.kind]}>{kindWords[item.kind]}</StatusPill>
        <span className="text-sm text-ink-3">
          {sourceWords[item.source]}
          {item.recordedBy ? `, by ${item.recordedBy}` : null} ·{" "}
          <time dateTime={item.occurredAt.toISOString()}>{formatDateTime(item.occurredAt, zone)}</time>
        </span>
      </div>
      {item.wording ? <p className="text-ink-2 wrap-anywhere">{item.wording}</p> : null}
      {item.campaign ? (
        <p className="text-sm text-ink-3">
          after <TextLink href={`/campaigns/${item.campaign.id}`}>{item.campaign.name}</TextLink>
        </p>
      ) : null}
    </li>
  );
}
