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

/** The facts of what goes out, with the way back to each part of it while it may be changed. */
export function reviewFacts(facts: ReviewedFacts, draft: Draft, now: Date, mayChange = true): Fact[] {
  const { audience } = draft;
  const edit = (step: string, words: string) => (mayChange ? <EditLink step={step} words={words} /> : null);
  const withEdit = (words: string, step: string) => (
    <>
      {words}
      {edit(step, "Change")}
    </>
  );
  const left = namesOf(audience.excludeTagIds, facts.tags);
  return [
    { label: "Campaign", value: withEdit(draft.name || "–", "audience") },
    { label: "From", value: formatPhone(facts.sender) },
    { label: "To", value: audienceWords(audience, facts) },
    ...(left === "" ? [] : [{ label: "Leaving out", value: left }]),
    { label: "When", value: withEdit(startWords(draft.timing.start, now), "when") },
    {
      label: "Text",
      value: (
        <>
          <WholeText body={draft.body} line={addedLine(draft.body, facts.optOutLine)} />
          <span className="mt-1 block -ml-2">{edit("message", "Change the text")}</span>
        </>
      ),
    },
  ];
}

function EditLink({ step, words }: { step: string; words: string }) {
  return (
    <TextLink href={`?step=${step}`} scroll={false} className="ml-2 text-sm">
      {words}
    </TextLink>
  );
}

function WholeText({ body, line }: { body: string; line: string }) {
  return (
    <>
      <span className="whitespace-pre-wrap">{body ? <TemplateText body={body} /> : "–"}</span>
      {line ? <span className="block text-ink-3">{line}</span> : null}
    </>
  );
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
