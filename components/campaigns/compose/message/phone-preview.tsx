"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { PhoneBubble, PhoneFrame } from "@/components/ui/phone-frame";
import type { Preview, PreviewPerson } from "@/lib/campaigns/views";
import { formatPhone } from "@/lib/format";

export type Shown = { kind: "person"; index: number } | { kind: "longest" };

type PhonePreviewProps = {
  sender: string;
  text: string;
  person: PreviewPerson | null;
  preview: Preview | null;
  shown: Shown;
  onShow: (shown: Shown) => void;
};

/** The text as a real contact reads it; through the first ones, or straight to the longest. */
export function PhonePreview({ sender, text, person, preview, shown, onShow }: PhonePreviewProps) {
  const people = preview?.people.length ?? 0;
  const index = shown.kind === "person" ? Math.min(shown.index, Math.max(people - 1, 0)) : -1;
  const step = (by: number) => onShow({ kind: "person", index: (Math.max(index, 0) + by + people) % people });
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
      <PhoneFrame sender={formatPhone(sender)} subtitle="Text message" label="Preview on a phone">
        {text.trim() === "" ? null : <PhoneBubble>{text}</PhoneBubble>}
      </PhoneFrame>
      <div className="flex items-center justify-center gap-2">
        <IconButton
          label="Previous person"
          size="sm"
          variant="secondary"
          icon={<ChevronLeft />}
          disabled={people < 2}
          onClick={() => step(-1)}
        />
        <p role="status" className="flex min-w-0 gap-1.5 whitespace-nowrap text-ink-2">
          <span className="truncate">{person?.name ?? "Sample values"}</span>
          {person ? <span>· {shown.kind === "longest" ? "longest" : `${index + 1} of ${people}`}</span> : null}
        </p>
        <IconButton
          label="Next person"
          size="sm"
          variant="secondary"
          icon={<ChevronRight />}
          disabled={people < 2}
          onClick={() => step(1)}
        />
        <LongestButton preview={preview} shown={shown} onShow={onShow} />
      </div>
    </div>
  );
}

function LongestButton({ preview, shown, onShow }: Pick<PhonePreviewProps, "preview" | "shown" | "onShow">) {
  const isLongest = shown.kind === "longest";
  return (
    <Button
      size="sm"
      aria-pressed={isLongest}
      disabled={!preview?.longest}
      className="aria-pressed:border-accent-soft aria-pressed:bg-accent-soft aria-pressed:text-accent"
      onClick={() => onShow(isLongest ? { kind: "person", index: 0 } : { kind: "longest" })}
    >
      Longest
    </Button>
  );
}
