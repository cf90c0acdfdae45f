"use client";

import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { MultiSelect, type MultiSelectOption } from "@/components/ui/multi-select";
import { RadioGroup } from "@/components/ui/radio";
import type { Audience } from "@/lib/audience/schema";
import type { AudienceSplit, TagOption } from "@/lib/audience/views";
import type { Draft } from "@/lib/campaigns/schema";
import { formatCount } from "@/lib/format";
import type { ComposerFacts } from "../types";
import type { Answer } from "../use-answer";
import { AudienceCard } from "./audience-card";
import { FollowUpFields } from "./follow-up-fields";

type AudienceStepProps = {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  facts: Pick<ComposerFacts, "tags" | "followUpOf">;
  count: Answer<AudienceSplit>;
};

/** Name and audience: whom it is for, and at once how many that is. */
export function AudienceStep({ draft, change, facts, count }: AudienceStepProps) {
  return (
    <div className="grid gap-3.5 lg:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)] lg:items-start">
      <div className="grid gap-3.5">
        <Card title="Name">
          <Field label="Campaign name" hideLabel hint="Only you and your colleagues see it." required>
            {(control) => (
              <Input
                {...control}
                value={draft.name}
                maxLength={120}
                autoComplete="off"
                onChange={(event) => change({ name: event.target.value })}
              />
            )}
          </Field>
        </Card>
        <Card title="Audience">
          <AudienceFields
            audience={draft.audience}
            facts={facts}
            people={count.isStale ? null : (count.data?.total ?? null)}
            onChange={(audience) => change({ audience })}
          />
        </Card>
      </div>
      <AudienceCard audience={draft.audience} count={count} />
    </div>
  );
}

type AudienceFieldsProps = {
  audience: Audience;
  facts: Pick<ComposerFacts, "tags" | "followUpOf">;
  people: number | null;
  onChange: (audience: Audience) => void;
};

function AudienceFields({ audience, facts, people, onChange }: AudienceFieldsProps) {
  const options = optionsOf(facts.tags);
  return (
    <div className="grid gap-5">
      {audience.followUpOf === null ? (
        <ChosenFields audience={audience} options={options} onChange={onChange} />
      ) : (
        <FollowUpFields
          original={facts.followUpOf}
          people={people}
          onTags={() => onChange({ ...audience, followUpOf: null })}
        />
      )}
      <TagField
        label="Leave out"
        hint="People with one of these tags do not get it, whatever else they have."
        optional
        options={options}
        ids={audience.excludeTagIds}
        onChange={(excludeTagIds) => onChange({ ...audience, excludeTagIds })}
      />
    </div>
  );
}

function optionsOf(tags: readonly TagOption[]): MultiSelectOption[] {
  return tags.map((tag) => ({ value: String(tag.id), label: tag.name, note: formatCount(tag.subscribers) }));
}

type ChosenFieldsProps = Pick<AudienceFieldsProps, "audience" | "onChange"> & { options: MultiSelectOption[] };

function ChosenFields({ audience, options, onChange }: ChosenFieldsProps) {
  return (
    <>
      <RadioGroup
        legend="Who gets it?"
        name="audience"
        value={audience.everyone ? "everyone" : "tags"}
        onChange={(choice) => onChange({ ...audience, everyone: choice === "everyone" })}
        options={[
          { value: "tags", label: "People with certain tags", description: "Everybody who has at least one of them." },
          { value: "everyone", label: "Everyone", description: "Every subscriber who agreed to be texted." },
        ]}
      />
      {audience.everyone ? null : (
        <TagField
          label="Include"
          hint={
            options.length === 0
              ? "There are no tags yet: add some to your subscribers, or choose Everyone."
              : undefined
          }
          options={options}
          ids={audience.includeTagIds}
          onChange={(includeTagIds) => onChange({ ...audience, includeTagIds })}
        />
      )}
    </>
  );
}

type TagFieldProps = {
  label: string;
  hint?: string | undefined;
  optional?: boolean;
  options: readonly MultiSelectOption[];
  ids: readonly number[];
  onChange: (ids: number[]) => void;
};

function TagField({ label, hint, optional = false, options, ids, onChange }: TagFieldProps) {
  const known = new Set(options.map((option) => option.value));
  // A tag that was deleted since is shown, so that it can be taken out: nobody has it any more.
  const gone = ids.filter((id) => !known.has(String(id))).map((id) => ({ value: String(id), label: "Deleted tag" }));
  return (
    <Field label={label} optional={optional} {...(hint ? { hint } : {})}>
      {(control) => (
        <MultiSelect
          {...control}
          label={`${label}: tags`}
          placeholder="Choose tags…"
          options={[...options, ...gone]}
          value={ids.map(String)}
          onChange={(values) => onChange(values.map(Number))}
        />
      )}
    </Field>
  );
}
