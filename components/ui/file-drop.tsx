"use client";

import { FileText, Upload, X } from "lucide-react";
import { type DragEvent, useId, useRef, useState } from "react";
import { formatBytes } from "@/lib/format";
import { Button } from "./button";
import { cn } from "./cn";
import { FieldError } from "./field";
import { IconButton } from "./icon-button";

type FileDropProps = {
  /** Above the zone and read aloud: "CSV file". */
  label: string;
  /** What is accepted, in words: "CSV, up to 1 GB". */
  hint: string;
  /** As in `<input accept>`; only a filter of the picker, so check what you get. */
  accept?: string;
  file: File | null;
  onFile: (file: File | null) => void;
  error?: string;
  disabled?: boolean;
};

/** Drop a file, or choose one: the button is the keyboard's way and does the same. */
export function FileDrop({ label, hint, accept, file, onFile, error, disabled = false }: FileDropProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const { isOver, ...drop } = useDrop(disabled ? null : onFile);
  const clear = () => {
    if (input.current) input.current.value = "";
    onFile(null);
  };
  return (
    <fieldset className="grid min-w-0 grid-cols-1 gap-1.5" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1.5 text-sm font-[550] text-ink">{label}</legend>
      <div {...drop} className={cn(zoneStyles, isOver && "border-accent bg-accent-soft", error && "border-bad")}>
        <input
          ref={input}
          type="file"
          accept={accept}
          disabled={disabled}
          tabIndex={-1}
          aria-label={label}
          className="sr-only"
          onChange={(event) => onFile(event.target.files?.[0] ?? null)}
        />
        {file ? (
          <Chosen file={file} onClear={clear} disabled={disabled} />
        ) : (
          <Invitation hint={hint} disabled={disabled} onChoose={() => input.current?.click()} />
        )}
      </div>
      {error ? (
        // Comes from the server while the focus is elsewhere: it has to be said.
        <div role="alert">
          <FieldError id={`${id}-error`}>{error}</FieldError>
        </div>
      ) : null}
    </fieldset>
  );
}

const zoneStyles =
  "flex flex-col items-center gap-3 rounded-card border border-line-strong border-dashed bg-sunken px-5 py-9 text-center transition-colors duration-100";

type InvitationProps = { hint: string; disabled: boolean; onChoose: () => void };

function Invitation({ hint, disabled, onChoose }: InvitationProps) {
  return (
    <>
      <Upload aria-hidden className="size-5 text-ink-2" />
      <div>
        <p className="font-[550] text-ink">Drop a file here</p>
        <p className="text-sm text-ink-2">{hint}</p>
      </div>
      <Button size="sm" disabled={disabled} onClick={onChoose}>
        Choose a file
      </Button>
    </>
  );
}

function Chosen({ file, onClear, disabled }: { file: File; onClear: () => void; disabled: boolean }) {
  return (
    <div
      role="status"
      className="flex max-w-full items-center gap-3 rounded-control border bg-surface py-2 pr-2 pl-3 text-left"
    >
      <FileText aria-hidden className="text-accent" />
      <div className="min-w-0">
        <p className="truncate font-[550]">{file.name}</p>
        <p className="text-sm text-ink-3">{formatBytes(file.size)}</p>
      </div>
      <IconButton label="Choose another file" icon={<X />} size="sm" disabled={disabled} onClick={onClear} />
    </div>
  );
}

/** Handlers for a drop zone; `null` switches it off. */
function useDrop(onFile: ((file: File) => void) | null) {
  const [isOver, setIsOver] = useState(false);
  const stop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(event.type === "dragover" && onFile !== null);
  };
  const onDrop = (event: DragEvent) => {
    stop(event);
    const file = event.dataTransfer.files[0];
    if (file) onFile?.(file);
  };
  return { isOver, onDragOver: stop, onDragLeave: stop, onDrop };
}
