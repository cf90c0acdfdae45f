import type { ReactNode } from "react";
import { FieldSet } from "./field";

export type RadioOption<Value extends string> = {
  value: Value;
  label: ReactNode;
  description?: ReactNode;
  disabled?: boolean;
};

type RadioGroupProps<Value extends string> = {
  legend: ReactNode;
  hint?: ReactNode;
  /** Where a heading above says the same to the eye. */
  hideLegend?: boolean;
  name: string;
  options: readonly RadioOption<Value>[];
  value?: Value;
  defaultValue?: Value;
  onChange?: (value: Value) => void;
};

/** One of a few, each with room for a sentence. Native radios: works in a plain form as well as controlled. */
export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>) {
  const { legend, hint, hideLegend = false, name, options, value, defaultValue, onChange } = props;
  return (
    <FieldSet legend={legend} hint={hint} hideLegend={hideLegend}>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex items-start gap-3 rounded-control border border-line-strong px-3.5 py-2.5 hover:border-ink-3 has-checked:border-accent has-checked:bg-accent-soft has-disabled:opacity-55 has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            disabled={option.disabled}
            {...(value === undefined
              ? { defaultChecked: option.value === defaultValue }
              : { checked: option.value === value })}
            {...(onChange ? { onChange: () => onChange(option.value) } : {})}
            className="mt-[3px] size-4 shrink-0 appearance-none rounded-full border border-ink-3 bg-surface outline-none checked:border-[5px] checked:border-accent"
          />
          <span className="min-w-0">
            <span className="block font-medium text-ink">{option.label}</span>
            {option.description ? <span className="block text-sm text-ink-2">{option.description}</span> : null}
          </span>
        </label>
      ))}
    </FieldSet>
  );
}
