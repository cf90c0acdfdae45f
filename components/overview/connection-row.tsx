import { ExternalLink } from "lucide-react";
import { StatusPill } from "@/components/ui/badge";
import { CardRow } from "@/components/ui/card";
import type { Tone } from "@/components/ui/tone";
import { formatCounted, formatRelative } from "@/lib/format";
import { type ConnectionState, connectionState } from "@/lib/reports/rules";
import type { Connection } from "@/lib/reports/views";

type ConnectionRowProps = { connection: Connection; now: Date; phoneHref: string | null };

const look: Record<ConnectionState, { tone: Tone; word: string }> = {
  fine: { tone: "ok", word: "Working" },
  quiet: { tone: "muted", word: "Quiet" },
  no_worker: { tone: "bad", word: "Not working" },
  unreachable: { tone: "bad", word: "Not working" },
  no_callbacks: { tone: "warn", word: "Warning" },
};

export function ConnectionRow({ connection, now, phoneHref }: ConnectionRowProps) {
  const state = connectionState(connection, now);
  const { tone, word } = look[state];
  return (
    <CardRow
      lead={
        <StatusPill tone={tone}>
          <span className="sr-only">{word}</span>
        </StatusPill>
      }
      title={titleFor(state, connection)}
      description={
        <>
          {sentenceFor(state, connection, now)}
          {phoneHref ? <PhoneLink href={phoneHref} /> : null}
        </>
      }
    />
  );
}

function titleFor(state: ConnectionState, { isSimulated }: Connection): string {
  if (state === "no_worker") return "No worker is running";
  if (state === "unreachable") return `${isSimulated ? "The simulator" : "Sinch"} does not answer`;
  if (state === "no_callbacks") return "Delivery reports are missing";
  return isSimulated ? "Simulator instead of Sinch" : "Sinch connection";
}

function sentenceFor(state: ConnectionState, connection: Connection, now: Date): string {
  const { isSimulated, region, lastCallbackAt, lastAcceptedAt, unreachable } = connection;
  const api = `${connection.api === "sms" ? "SMS" : "Conversation"} API, ${region.toUpperCase()}`;
  switch (state) {
    case "no_worker":
      return "Nothing is sent until one starts, and nothing is lost.";
    case "unreachable":
      return `${formatCounted(unreachable?.batches ?? 0, "batch waits", "batches wait")} and will be tried again (${unreachable?.reason}).`;
    case "no_callbacks":
      return `A text was accepted ${ago(lastAcceptedAt, now)} and nothing came back since. Check the callback address at Sinch.`;
    case "quiet":
      return `ready · no report yet · ${isSimulated ? "nothing leaves this machine" : api}`;
    case "fine":
      return `ready · last report ${ago(lastCallbackAt, now)} · ${isSimulated ? "nothing leaves this machine" : api}`;
  }
}

function ago(instant: string | null, now: Date): string {
  return instant === null ? "never" : formatRelative(new Date(instant), now);
}

function PhoneLink({ href }: { href: string }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      className="mt-1 flex w-fit items-center gap-1.5 rounded-sm font-medium text-accent underline-offset-3 hover:underline"
    >
      Open the virtual phone
      <ExternalLink aria-hidden className="size-3.5" />
    </a>
  );
}
