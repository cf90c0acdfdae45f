import { MessagePill } from "@/components/campaigns/live/message-pill";
import { StatusPill } from "@/components/ui/badge";
import { TextLink } from "@/components/ui/button";
import { CardRow, CardRows } from "@/components/ui/card";
import { formatShortDateTime } from "@/lib/format";
import type { PersonCampaign } from "@/lib/subscribers/views";

/** Why this person did or did not get the latest campaigns: one line each. */
export function CampaignHistory({ campaigns, zone }: { campaigns: PersonCampaign[]; zone: string }) {
  if (campaigns.length === 0) {
    return <p className="border-t px-5 py-4 text-ink-2">No campaign was sent since this person was added.</p>;
  }
  return (
    <CardRows className="border-t">
      {campaigns.map(({ id, name, launchedAt, isListed, status, reason }) => (
        <CardRow
          key={id}
          title={
            <TextLink href={`/campaigns/${id}`} className="text-ink">
              {name}
            </TextLink>
          }
          description={
            <>
              {formatShortDateTime(launchedAt, zone)}
              {reason ? ` · ${reason}` : null}
            </>
          }
          end={
            status ? (
              <MessagePill status={status} />
            ) : (
              <StatusPill tone="muted">{isListed ? "Not in its audience" : "Audience still being listed"}</StatusPill>
            )
          }
        />
      ))}
    </CardRows>
  );
}
