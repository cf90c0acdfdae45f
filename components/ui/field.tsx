import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

/** What a Field hands to its control: spread it. */
export type FieldControl = {
  id: string;
  required?: true;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
};

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  /** Says what is wrong and what to do; replaces nothing, the hint stays. */
  error?: ReactNode;
  required?: boolean;
  /** Writes "optional" beside the label. */
  optional?: boolean;
  /** For a control whose purpose is plain to the eye: the label is still there for a screen reader. */
  hideLabel?: boolean;
  className?: string;
  children: (control: FieldControl) => ReactNode;
};

/** Label, control, hint and error, tied together. `<Field label="Name">{(control) => <Input {...control} />}</Field>` */
export function Field({ label, hint, error, required, optional, hideLabel, className, children }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : null, error ? `${id}-error` : null].filter((part) => part !== null);
  const control: FieldControl = {
    id,
    ...(required ? { required: true as const } : {}),
    ...(described.length > 0 ? { "aria-describedby": described.join(" ") } : {}),
    ...(error ? { "aria-invalid": true as const } : {}),
  };
  return (
    <div className={cn("grid grid-cols-1 content-start gap-1.5", className)}>
      <label htmlFor={id} className={cn("text-sm font-[550] text-ink", hideLabel && "sr-only")}>
        {label}
        {optional ? <span className="font-normal text-ink-3"> · optional</span> : null}
      </label>
      {children(control)}
      {hint ? (
        <p id={`${id}-hint`} className="text-sm text-ink-3">
          {hint}
        </p>
      ) : null}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
    </div>
  );
}

export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-sm text-bad">
      <CircleAlert aria-hidden className="mt-0.5" />
      <span>{children}</span>
    </p>
  );
}

type FieldSetProps = { legend: ReactNode; hint?: ReactNode; hideLegend?: boolean; children: ReactNode };

/** A group of controls under one question, as radios or checkboxes are. */
export function FieldSet({ legend, hint, hideLegend = false, children }: FieldSetProps) {
  const id = useId();
  return (
    <fieldset aria-describedby={hint ? id : undefined} className="grid min-w-0 grid-cols-1 gap-2">
      <legend className={cn("mb-2 text-sm font-[550] text-ink", hideLegend && "sr-only")}>{legend}</legend>
      {hint ? (
        <p id={id} className="-mt-2 text-sm text-ink-3">
          {hint}
        </p>
      ) : null}
      {children}
    </fieldset>
  );
}
