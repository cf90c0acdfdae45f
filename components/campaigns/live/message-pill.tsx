import { StatusPill } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { MessageStatus } from "@/lib/messages/rules";

const look: Record<MessageStatus, { tone: Tone; word: string }> = {
  queued: { tone: "muted", word: "Still to go" },
  unclear: { tone: "unknown", word: "Unclear" },
  sent: { tone: "accent", word: "Accepted" },
  dispatched: { tone: "accent", word: "On its way" },
  delivered: { tone: "ok", word: "Delivered" },
  failed: { tone: "bad", word: "Failed" },
  expired: { tone: "bad", word: "Expired" },
  rejected: { tone: "bad", word: "Rejected" },
  aborted: { tone: "bad", word: "Aborted" },
  canceled: { tone: "muted", word: "Canceled" },
  unknown: { tone: "unknown", word: "Unknown" },
  skipped: { tone: "muted", word: "Skipped" },
};

export function MessagePill({ status }: { status: MessageStatus }) {
  const { tone, word } = look[status];
  return <StatusPill tone={tone}>{word}</StatusPill>;
}
