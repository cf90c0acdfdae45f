import { Button, TextLink } from "@/components/ui/button";
import type { CampaignName } from "@/lib/campaigns/views";
import { formatCount } from "@/lib/format";

type FollowUpFieldsProps = {
  /** Null when that campaign is gone. */
  original: CampaignName | null;
  /** Null while they are counted. */
  people: number | null;
  onTags: () => void;
};

/** Instead of tags: whom another campaign did not reach. */
export function FollowUpFields({ original, people, onTags }: FollowUpFieldsProps) {
  return (
    <div className="grid gap-3">
      <p>
        People of{" "}
        {original ? <TextLink href={`/campaigns/${original.id}`}>‘{nameOf(original)}’</TextLink> : "a campaign"} whose
        phone could not be reached: <b className="tabular-nums">{people === null ? "…" : formatCount(people)}</b>
      </p>
      <p className="text-sm text-ink-3">
        The phone was off or out of reach, its memory was full, or something on the way failed for a moment. Numbers
        that do not exist and people of whom nothing is known are not among them.
      </p>
      <Button className="justify-self-start" onClick={onTags}>
        Choose by tags instead
      </Button>
    </div>
  );
}

export function nameOf({ name }: CampaignName): string {
  return name || "Campaign without a name";
}
