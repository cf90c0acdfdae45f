import { Ban, CircleCheck, RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { StatusPill } from "@/components/ui/badge";
import { TextLink } from "@/components/ui/button";
import { CardRow, CardRows } from "@/components/ui/card";
import type { Tone } from "@/components/ui/tone";
import type { Evidence } from "@/lib/consent/views";
import { formatDateTime } from "@/lib/format";

const look: Record<Evidence["kind"], { tone: Tone; icon: ReactNode; word: string }> = {
  granted: { tone: "ok", icon: <CircleCheck />, word: "Agreed" },
  revoked: { tone: "bad", icon: <Ban />, word: "Opted out" },
  restored: { tone: "accent", icon: <RotateCcw />, word: "Came back" },
};

const sourceWords: Record<Evidence["source"], string> = {
  import: "Import",
  admin: "Recorded by hand",
  keyword: "Text message",
  provider: "Carrier or provider",
};

/** Everything on record about whether this number may be texted, the newest first. */
export function ConsentEvidence({ events, zone }: { events: Evidence[]; zone: string }) {
  if (events.length === 0) {
    return <p className="border-t px-5 py-4 text-ink-2">Nothing is on record for this number. It gets no texts.</p>;
  }
  return (
    <CardRows className="border-t">
      {events.map((event) => (
        <CardRow
          key={event.id}
          lead={
            <StatusPill tone={look[event.kind].tone} icon={look[event.kind].icon}>
              {look[event.kind].word}
            </StatusPill>
          }
          title={event.wording || sourceWords[event.source]}
          description={<Circumstances event={event} zone={zone} />}
        />
      ))}
    </CardRows>
  );
}

function Circumstances({ event, zone }: { event: Evidence; zone: string }) {
  return (
    <>
      {event.wording ? `${sourceWords[event.source]} · ` : null}
      {formatDateTime(event.occurredAt, zone)}
      {event.import ? (
        <>
          {" · "}
          <TextLink href={`/imports/${event.import.id}`}>{event.import.fileName}</TextLink>
          {event.import.consentSource ? `, collected at: ${event.import.consentSource}` : null}
        </>
      ) : null}
      {event.campaign ? (
        <>
          {" · after "}
          <TextLink href={`/campaigns/${event.campaign.id}`}>{event.campaign.name}</TextLink>
        </>
      ) : null}
      {event.recordedBy ? ` · by ${event.recordedBy}` : null}
    </>
  );
}
