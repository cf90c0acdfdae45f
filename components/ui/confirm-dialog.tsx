"use client";

import { type ReactNode, useState, useTransition } from "react";
import { Button, type ButtonProps } from "./button";
import { Dialog, DialogClose } from "./dialog";
import { Field } from "./field";
import { Input } from "./input";

type ConfirmDialogProps = {
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** A question: "Delete 1,204 subscribers?" */
  title: ReactNode;
  /** What is lost or sent, and what is kept. */
  children?: ReactNode;
  /** The verb and the exact number: "Delete 1,204 subscribers". */
  confirmLabel: string;
  cancelLabel?: string;
  tone?: "danger" | "primary";
  /** When the number is large it has to be typed. Grouping marks are not needed. */
  typeCount?: number;
  /** The dialog stays open and busy until this is done, then closes; return `false` to keep it open. */
  onConfirm: () => unknown;
};

const variantOf: Record<"danger" | "primary", ButtonProps["variant"]> = { danger: "danger-solid", primary: "primary" };

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { trigger, title, children, confirmLabel, cancelLabel = "Go back", tone = "danger", typeCount } = props;
  const { open, setOpen, typed, setTyped, isPending, confirm } = useConfirmation(props);
  const isTyped = typeCount === undefined || digitsOf(typed) === String(typeCount);
  return (
    <Dialog
      {...(trigger ? { trigger } : {})}
      open={open}
      onOpenChange={setOpen}
      title={title}
      size="sm"
      footer={
        <>
          <DialogClose>
            <Button disabled={isPending}>{cancelLabel}</Button>
          </DialogClose>
          <Button variant={variantOf[tone]} disabled={!isTyped} loading={isPending} onClick={confirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      <div className="grid gap-4 text-ink-2">
        {children}
        {typeCount === undefined ? null : <TypedCount count={typeCount} typed={typed} onType={setTyped} />}
      </div>
    </Dialog>
  );
}

/** Open or not, what was typed, and the one press that waits for what it does. */
function useConfirmation(props: ConfirmDialogProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [isPending, start] = useTransition();
  const setOpen = (next: boolean) => {
    if (isPending) return;
    setTyped("");
    setOwnOpen(next);
    props.onOpenChange?.(next);
  };
  const confirm = () =>
    start(async () => {
      if ((await props.onConfirm()) === false) return;
      setOwnOpen(false);
      props.onOpenChange?.(false);
    });
  return { open: props.open ?? ownOpen, setOpen, typed, setTyped, isPending, confirm };
}

type TypedCountProps = { count: number; typed: string; onType: (typed: string) => void };

function TypedCount({ count, typed, onType }: TypedCountProps) {
  return (
    <Field label={`Type ${count} to confirm`}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(event) => onType(event.target.value)}
        />
      )}
    </Field>
  );
}

function digitsOf(text: string): string {
  return text.replace(/[\s.,'’]/g, "");
}
