"use client";

import { Check, Minus } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn";

type CheckboxProps = Omit<ComponentProps<"input">, "type" | "children"> & {
  /** Without a visible label (a row of a table) give `aria-label`. */
  label?: ReactNode;
  hint?: ReactNode;
  /** Some, not all. */
  indeterminate?: boolean;
};

export function Checkbox({ label, hint, indeterminate = false, className, ...rest }: CheckboxProps) {
  const ownId = useId();
  const id = rest.id ?? ownId;
  const box = (
    <span className="relative mt-0.5 inline-flex size-4 shrink-0">
      <input
        {...rest}
        id={id}
        type="checkbox"
        aria-describedby={hint ? `${id}-hint` : rest["aria-describedby"]}
        ref={(element) => {
          if (element) element.indeterminate = indeterminate;
        }}
        className="peer size-4 appearance-none rounded-[5px] border border-ink-3 bg-surface checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:opacity-55"
      />
      <Mark indeterminate={indeterminate} />
    </span>
  );
  if (!label) return <span className={cn("inline-flex p-1", className)}>{box}</span>;
  return (
    <div className={cn("flex items-start gap-2.5 has-disabled:[&_label]:text-ink-3", className)}>
      {box}
      <div>
        <label htmlFor={id} className="text-ink">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="text-sm text-ink-3">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}

function Mark({ indeterminate }: { indeterminate: boolean }) {
  const Icon = indeterminate ? Minus : Check;
  return (
    <span className="pointer-events-none absolute inset-0 hidden items-center justify-center text-on-accent peer-checked:flex peer-indeterminate:flex">
      <Icon aria-hidden className="size-3" strokeWidth={3} />
    </span>
  );
}
