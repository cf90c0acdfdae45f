import { TextLink } from "@/components/ui/button";
import type { Fact } from "@/components/ui/facts";
import type { Audience } from "@/lib/audience/schema";
import type { TagOption } from "@/lib/audience/views";
import type { Draft } from "@/lib/campaigns/schema";
import { formatPhone } from "@/lib/format";
import { TemplateText } from "../../template-text";
import { nameOf } from "../audience/follow-up-fields";
import { addedLine } from "../message/writing";
import type { ComposerFacts } from "../types";
import { startWords } from "../when/when-words";

type ReviewedFacts = Pick<ComposerFacts, "optOutLine" | "sender" | "tags" | "followUpOf">;

/** What goes out, with the way back to each part of it while it may be changed. */
export function reviewFacts(facts: ReviewedFacts, draft: Draft, now: Date, mayChange = true): Fact[] {
  const { audience } = draft;
  const line = addedLine(draft.body, facts.optOutLine);
  const edit = (step: string, words: string) =>
    mayChange ? (
      <TextLink href={`?step=${step}`} scroll={false} className="ml-2 text-sm">
        {words}
      </TextLink>
    ) : null;
  return [
    {
      label: "Campaign",
      value: (
        <>
          {draft.name || "–"}
          {edit("audience", "Change")}
        </>
      ),
    },
    { label: "From", value: formatPhone(facts.sender) },
    { label: "To", value: audienceWords(audience, facts) },
    ...(audience.excludeTagIds.length > 0
      ? [{ label: "Leaving out", value: namesOf(audience.excludeTagIds, facts.tags) }]
      : []),
    {
      label: "When",
      value: (
        <>
          {startWords(draft.timing.start, now)}
          {edit("when", "Change")}
        </>
      ),
    },
    {
      label: "Text",
      value: (
        <>
          <span className="whitespace-pre-wrap">{draft.body ? <TemplateText body={draft.body} /> : "–"}</span>
          {line ? <span className="block text-ink-3">{line}</span> : null}
          <span className="mt-1 block -ml-2">{edit("message", "Change the text")}</span>
        </>
      ),
    },
  ];
}

function audienceWords({ everyone, includeTagIds, followUpOf }: Audience, facts: ReviewedFacts): string {
  if (followUpOf !== null) {
    const original = facts.followUpOf ? `‘${nameOf(facts.followUpOf)}’` : "a campaign";
    return `People of ${original} whose phone could not be reached`;
  }
  return everyone ? "Everyone" : namesOf(includeTagIds, facts.tags) || "–";
}

function namesOf(ids: readonly number[], tags: readonly TagOption[]): string {
  return ids.map((id) => tags.find((tag) => tag.id === id)?.name ?? "Deleted tag").join(", ");
}
