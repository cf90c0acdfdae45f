"use client";

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
    <input
      {...rest}
      id={rest.id ?? (label ? id : undefined)}
      type="checkbox"
      aria-describedby={hint ? `${id}-hint` : rest["aria-describedby"]}
      ref={(element) => {
        if (element) element.indeterminate = indeterminate;
      }}
      className={cn("checkbox", label && "mt-0.5")}
    />
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
