"use client";

import { useRef, useState } from "react";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import type { AudienceSplit } from "@/lib/audience/views";
import { problemWords } from "@/lib/campaigns/problems";
import { samplePerson } from "@/lib/campaigns/sample-person";
import { templateProblems } from "@/lib/campaigns/template-problems";
import type { Preview, PreviewPerson } from "@/lib/campaigns/views";
import { formatCount } from "@/lib/format";
import { valuesOf } from "@/lib/messages/merge-values";
import { draftText, measureAs, readAs } from "@/lib/text/render";
import type { ComposerFacts } from "../types";
import type { Answer } from "../use-answer";
import { FieldPicker } from "./field-picker";
import { MessageBox } from "./message-box";
import { PartsCard } from "./parts-card";
import { PartsLine } from "./parts-line";
import { PhonePreview, type Shown } from "./phone-preview";
import { Doctor } from "./text-advice";
import { addedLine, fieldToken } from "./writing";

type MessageStepProps = {
  facts: ComposerFacts;
  body: string;
  onBody: (body: string) => void;
  preview: Answer<Preview>;
  count: Answer<AudienceSplit>;
  shown: Shown;
  onShow: (shown: Shown) => void;
};

export function MessageStep({ facts, body, onBody, preview, count, shown, onShow }: MessageStepProps) {
  const { optOutLine } = facts;
  const person = personShown(preview.data, shown);
  const worst = preview.data?.longest?.values ?? sampleValues;
  const text = readAs(draftText(body, optOutLine), person?.values ?? sampleValues);
  return (
    <div className="grid gap-3.5 lg:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)] lg:items-start">
      <div className="grid gap-3.5">
        <Editor facts={facts} body={body} onBody={onBody} preview={preview.data} count={count.data} />
        <Doctor body={body} optOutLine={optOutLine} values={worst} people={peopleIn(preview.data)} onReplace={onBody} />
        {preview.data ? <PartsCard preview={preview.data} eligible={count.data?.eligible ?? null} /> : null}
      </div>
      <PhonePreview
        sender={facts.sender}
        text={body.trim() === "" ? "" : text}
        person={person}
        preview={preview.data}
        shown={shown}
        onShow={onShow}
      />
    </div>
  );
}

/** Whose values the composer knows: the first ones, and whoever has the longest text. */
function peopleIn(preview: Preview | null): PreviewPerson[] {
  return preview ? [...preview.people, ...(preview.longest ? [preview.longest] : [])] : [];
}

const sampleValues = valuesOf(samplePerson);

export function personShown(preview: Preview | null, shown: Shown): PreviewPerson | null {
  if (!preview) return null;
  if (shown.kind === "longest") return preview.longest;
  return preview.people[Math.min(shown.index, preview.people.length - 1)] ?? null;
}

type EditorProps = {
  facts: ComposerFacts;
  body: string;
  onBody: (body: string) => void;
  preview: Preview | null;
  count: AudienceSplit | null;
};

function Editor({ facts, body, onBody, preview, count }: EditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [isTouched, setTouched] = useState(body !== "");
  const { optOutLine, fields } = facts;
  const line = addedLine(body, optOutLine);
  const problems = isTouched ? templateProblems(draftText(body, optOutLine)) : [];
  const worst = preview?.longest?.values ?? sampleValues;
  const insert = (field: string) => {
    onBody(withInserted(area.current, body, fieldToken(field)));
    setTouched(true);
    area.current?.focus();
  };
  return (
    <Card>
      <Field
        label="Message"
        hint={line === "" ? "Your text says how to opt out, so no line is added." : `“${line}” is added and counted.`}
        {...(problems[0] ? { error: problemWords(problems[0]) } : {})}
      >
        {(control) => (
          <MessageBox
            control={control}
            area={area}
            body={body}
            addedLine={line}
            onChange={(event) => {
              setTouched(true);
              onBody(event.target.value);
            }}
          />
        )}
      </Field>
      <div className="mt-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <PartsLine measure={measureAs(draftText(body, optOutLine), worst)} basis={basisOf(preview, count)} />
        <FieldPicker fields={fields} onPick={insert} />
      </div>
    </Card>
  );
}

function basisOf(preview: Preview | null, count: AudienceSplit | null): string {
  if (!preview?.longest) return "with sample values";
  const isSample = count !== null && count.eligible > preview.sampled;
  return isSample ? `longest of the first ${formatCount(preview.sampled)}` : "longest of all";
}

/** At the cursor; a space is put before a field that would stick to a word. */
function withInserted(area: HTMLTextAreaElement | null, body: string, token: string): string {
  const start = area?.selectionStart ?? body.length;
  const end = area?.selectionEnd ?? start;
  const before = body.slice(0, start);
  const gap = /\w$/.test(before) ? " " : "";
  return `${before}${gap}${token}${body.slice(end)}`;
}
