"use client";

import { CircleAlert, CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { TextLink } from "@/components/ui/button";
import { Card, CardRow, CardRows } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import { StatGrid, StatTile } from "@/components/ui/stat-tile";
import type { LaunchProblem } from "@/lib/campaigns/rules";
import type { Audience, Draft } from "@/lib/campaigns/schema";
import type { AudienceSplit, Preview, TagOption } from "@/lib/campaigns/views";
import { formatCount, formatDuration, formatPhone } from "@/lib/format";
import { TemplateText } from "../template-text";
import { nameOf } from "./follow-up-fields";
import type { ComposerFacts } from "./types";
import type { Answer } from "./use-answer";
import type { Warning } from "./warnings";
import { addedLine, estimateParts } from "./writing";

type ReviewStepProps = {
  facts: ComposerFacts;
  draft: Draft;
  count: Answer<AudienceSplit>;
  preview: Answer<Preview>;
  problems: readonly LaunchProblem[];
  warnings: readonly Warning[];
};

/** Everything that will be true once the button is pressed, and what stands in its way. */
export function ReviewStep({ facts, draft, count, preview, problems, warnings }: ReviewStepProps) {
  return (
    <>
      <Figures facts={facts} split={count.data} preview={preview.data} />
      <div className="grid gap-3.5 lg:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)] lg:items-start">
        <Card title="What goes out">
          <Facts items={factsOf(facts, draft)} />
        </Card>
        <Checks problems={problems} warnings={warnings} />
      </div>
    </>
  );
}

type FiguresProps = { facts: ComposerFacts; split: AudienceSplit | null; preview: Preview | null };

function Figures({ facts, split, preview }: FiguresProps) {
  const eligible = split?.eligible ?? null;
  const parts = estimateParts(preview?.parts ?? [], eligible ?? 0);
  const seconds = (eligible ?? 0) / facts.messagesPerSecond;
  return (
    <StatGrid>
      <StatTile
        label="Recipients"
        value={figure(eligible)}
        note={`of ${figure(split?.total ?? null)} in the audience`}
      />
      <StatTile
        label="Skipped"
        value={figure(split ? split.total - split.eligible : null)}
        note={split ? skippedWords(split) : null}
      />
      <StatTile
        label="Parts"
        value={partsWords(parts)}
        note={
          parts.isExact ? "counted for every recipient" : `from the first ${figure(preview?.sampled ?? null)} texts`
        }
      />
      <StatTile
        label="Takes about"
        value={formatDuration(Math.max(1, seconds) * 1_000)}
        note={`at ${formatCount(facts.messagesPerSecond)} messages a second`}
      />
    </StatGrid>
  );
}

function skippedWords({ optedOut, noConsent, capped }: AudienceSplit): string {
  const enough = capped > 0 ? `, ${formatCount(capped)} had enough texts` : "";
  return `${formatCount(optedOut)} opted out, ${formatCount(noConsent)} no consent${enough}`;
}

function partsWords({ total, isExact }: { total: number; isExact: boolean }): string {
  if (isExact) return formatCount(total);
  return total === 0 ? "–" : `≈ ${formatCount(total)}`;
}

function figure(value: number | null): string {
  return value === null ? "…" : formatCount(value);
}

function factsOf(facts: ComposerFacts, draft: Draft) {
  const { audience } = draft;
  const line = addedLine(draft.body, facts.optOutLine);
  const edit = (step: string, words: string) => (
    <TextLink href={`?step=${step}`} scroll={false} className="ml-2 text-sm">
      {words}
    </TextLink>
  );
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
    { label: "When", value: "Now, as soon as you confirm" },
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

function audienceWords({ everyone, includeTagIds, followUpOf }: Audience, facts: ComposerFacts): string {
  if (followUpOf !== null) {
    const original = facts.followUpOf ? `‘${nameOf(facts.followUpOf)}’` : "a campaign";
    return `People of ${original} whose phone could not be reached`;
  }
  return everyone ? "Everyone" : namesOf(includeTagIds, facts.tags) || "–";
}

function namesOf(ids: readonly number[], tags: readonly TagOption[]): string {
  return ids.map((id) => tags.find((tag) => tag.id === id)?.name ?? "Deleted tag").join(", ");
}

type ChecksProps = Pick<ReviewStepProps, "problems" | "warnings">;

function Checks({ problems, warnings }: ChecksProps) {
  if (problems.length === 0 && warnings.length === 0) {
    return (
      <Card title="Checks">
        <p className="flex items-center gap-2 text-ink-2">
          <CircleCheck aria-hidden className="text-ok" />
          Nothing stands in the way.
        </p>
      </Card>
    );
  }
  return (
    <Card padded={false} title="Checks">
      <CardRows className="border-t">
        {problems.map((problem) => (
          <ProblemRow key={problem.message} problem={problem} />
        ))}
        {warnings.map((warning) => (
          <CardRow
            key={warning.title}
            lead={<Sign tone="text-warn" word="Warning" icon={<CircleAlert />} />}
            leadWidth="icon"
            title={warning.title}
            description={warning.advice}
          />
        ))}
      </CardRows>
    </Card>
  );
}

function ProblemRow({ problem }: { problem: LaunchProblem }) {
  const step = problem.field === "body" ? "message" : "audience";
  return (
    <CardRow
      lead={<Sign tone="text-bad" word="Blocks sending" icon={<CircleX />} />}
      leadWidth="icon"
      title={problem.message}
      description={
        <>
          Stands in the way of sending.{" "}
          <TextLink href={`?step=${step}`} scroll={false}>
            Put it right
          </TextLink>
        </>
      }
    />
  );
}

function Sign({ tone, word, icon }: { tone: string; word: string; icon: ReactNode }) {
  return (
    <span className={tone}>
      <span aria-hidden className="contents">
        {icon}
      </span>
      <span className="sr-only">{word}: </span>
    </span>
  );
}
