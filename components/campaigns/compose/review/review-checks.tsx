"use client";

import { CircleAlert, CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { TextLink } from "@/components/ui/button";
import { Card, CardRow, CardRows } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { fieldOfProblem, type LaunchProblem, problemWords } from "@/lib/campaigns/problems";
import { stepOfField } from "../types";
import type { ComposerState } from "../use-composer";
import type { Warning } from "./warnings";

type ReviewChecksProps = Pick<ComposerState, "problems" | "warnings" | "confirmed" | "confirm">;

/** What stands in the way, and what deserves a second look; some of it wants to be confirmed. */
export function ReviewChecks({ problems, warnings, confirmed, confirm }: ReviewChecksProps) {
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
          <ProblemRow key={problemWords(problem)} problem={problem} />
        ))}
        {warnings.map((warning) => (
          <WarningRow
            key={warning.title}
            warning={warning}
            isConfirmed={confirmed.includes(warning.title)}
            onConfirm={(isConfirmed) => confirm(warning.title, isConfirmed)}
          />
        ))}
      </CardRows>
    </Card>
  );
}

function ProblemRow({ problem }: { problem: LaunchProblem }) {
  return (
    <CardRow
      lead={<Sign tone="text-bad" word="Blocks sending" icon={<CircleX />} />}
      leadWidth="icon"
      title={problemWords(problem)}
      description={
        <>
          Stands in the way of sending.{" "}
          <TextLink href={`?step=${stepOfField[fieldOfProblem[problem.code]]}`} scroll={false}>
            Put it right
          </TextLink>
        </>
      }
    />
  );
}

type WarningRowProps = { warning: Warning; isConfirmed: boolean; onConfirm: (isConfirmed: boolean) => void };

function WarningRow({ warning, isConfirmed, onConfirm }: WarningRowProps) {
  const { title, advice, confirm } = warning;
  return (
    <CardRow
      lead={<Sign tone="text-warn" word="Warning" icon={<CircleAlert />} />}
      leadWidth="icon"
      title={title}
      description={advice}
      below={
        confirm ? (
          <Checkbox
            label={confirm}
            checked={isConfirmed}
            onChange={(event) => onConfirm(event.target.checked)}
            className="mt-2"
          />
        ) : null
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
