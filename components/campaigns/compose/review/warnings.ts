import type { AudienceSplit } from "@/lib/audience/views";
import type { Draft } from "@/lib/campaigns/schema";
import type { Preview, PreviewPerson } from "@/lib/campaigns/views";
import { formatCount, formatCounted, plural } from "@/lib/format";
import { draftText, measureAs } from "@/lib/text/render";
import { culpritsInValues } from "../message/unicode-in-values";
import { culpritsOf, fieldWords, unknownIn, withoutFallback } from "../message/writing";

export type Warning = {
  title: string;
  advice: string;
  /** What somebody has to say before it goes: beside a checkbox. */
  confirm?: string;
};

type Reviewed = {
  draft: Draft;
  preview: Preview | null;
  count: AudienceSplit | null;
  fields: readonly string[];
  optOutLine: string;
};

/** What may go out but deserves a second look. Pure. */
export function warningsFor({ draft, preview, count, fields, optOutLine }: Reviewed): Warning[] {
  const { body } = draft;
  const warnings: Warning[] = [];
  for (const field of unknownIn(body, fields)) {
    warnings.push({
      title: `Nobody seems to have a ${fieldWords(field)}`,
      advice: `Everybody gets the words after the bar in {{${field}|…}}, or nothing.`,
    });
  }
  const gaps = gapsIn(body, preview);
  for (const { field, people, sampled } of gaps) {
    const share =
      people === sampled
        ? "Nobody looked at has"
        : `${formatCount(people)} of ${formatCount(sampled)} people looked at ${plural(people, "has", "have")} no`;
    warnings.push({
      title: `${share} ${fieldWords(field)}`,
      advice: `They read a gap. Give it words: {{${field}|…}}.`,
    });
  }
  if (preview?.longest) {
    const worst = measureAs(draftText(body, optOutLine), preview.longest.values);
    if (worst.encoding === "UCS-2") {
      warnings.push({ title: "Some texts are sent as Unicode", advice: unicodeAdvice(body, preview.longest) });
    }
    if (worst.parts > 2) {
      warnings.push({
        title: `Up to ${worst.parts} parts a person`,
        advice: "Each part is billed. A shorter text costs less.",
      });
    }
  }
  if (count && count.noConsent > 0) {
    warnings.push({
      title: `${formatCounted(count.noConsent, "person has", "people have")} no consent on record`,
      advice: "They are skipped. Record when and how they agreed to include them next time.",
    });
  }
  return warnings;
}

/** Where the character comes from: from the words, or from what somebody is called. */
function unicodeAdvice(body: string, longest: PreviewPerson): string {
  const rest = "Then a part holds 70 characters, not 160.";
  const [own] = culpritsOf(body);
  if (own) return `“${own.character}” in the text is not in the SMS alphabet. ${rest}`;
  const [given] = culpritsInValues(body, [longest]);
  if (!given) return rest;
  return `“${given.character}” in the ${fieldWords(given.field)} of ${given.person} is not in the SMS alphabet. ${rest}`;
}

function gapsIn(body: string, preview: Preview | null) {
  const shown = preview?.people ?? [];
  return withoutFallback(body)
    .map((field) => ({
      field,
      people: shown.filter((person) => !person.values[field]?.trim()).length,
      sampled: shown.length,
    }))
    .filter(({ people }) => people > 0);
}
