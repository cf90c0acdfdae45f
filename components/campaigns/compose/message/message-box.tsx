"use client";

import { type ComponentProps, type RefObject, useMemo } from "react";
import { cn } from "@/components/ui/cn";
import type { FieldControl } from "@/components/ui/field";
import { controlStyles } from "@/components/ui/input";
import { type Mark, marksOf } from "./writing";

type MessageBoxProps = {
  control: FieldControl;
  area: RefObject<HTMLTextAreaElement | null>;
  body: string;
  /** Shown greyed below what is typed; not part of the text. */
  addedLine: string;
  onChange: ComponentProps<"textarea">["onChange"];
};

/**
 * A plain textarea over a drawing of the same text: the drawing marks fields and costly characters and carries the
 * opt-out line. Both have the same letters in the same places, and the drawing decides the height, so nothing scrolls.
 */
export function MessageBox({ control, area, body, addedLine, onChange }: MessageBoxProps) {
  const marks = useMemo(() => marksOf(body), [body]);
  return (
    <div className="grid">
      <div aria-hidden className={cn(cell, "min-h-36 border border-transparent text-transparent")}>
        {marks.map((mark) => (
          <span key={mark.start} className={markLook[mark.kind]}>
            {mark.text}
          </span>
        ))}
        {addedLine === "" ? null : (
          <span className="text-ink-3">{`${body.trim() === "" ? "\n" : ""}\n${addedLine}`}</span>
        )}
        {/* A last line that is empty would have no height. */}
        {"\u200b"}
      </div>
      <textarea
        {...control}
        ref={area}
        value={body}
        maxLength={1_600}
        spellCheck
        placeholder="Hi {{first_name|there}}, …"
        onChange={onChange}
        className={cn(controlStyles, cell, "resize-none overflow-hidden bg-transparent")}
      />
    </div>
  );
}

const cell = "col-start-1 row-start-1 px-3 py-2 text-[0.9375rem]/6 whitespace-pre-wrap wrap-anywhere";

const markLook: Record<Mark["kind"], string> = {
  plain: "",
  field: "rounded-[4px] bg-accent-soft ring-1 ring-accent/25",
  culprit: "rounded-[3px] bg-warn-soft shadow-[0_2px_0_0_var(--warn)]",
  problem: "rounded-[3px] bg-bad-soft shadow-[0_2px_0_0_var(--bad)]",
};
