import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import type { ImportOptions } from "@/lib/imports/schema";

type ConsentFieldsProps = {
  options: ImportOptions;
  fields: Record<string, string>;
  today: string;
  set: (change: Partial<ImportOptions>) => void;
};

export function ConsentFields({ options, fields, today, set }: ConsentFieldsProps) {
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-[1fr_200px]">
        <Field
          label="Where did they agree?"
          hint="For example: sign-up form at acme.example/club"
          error={fields.consentSource}
          required
        >
          {(control) => (
            <Input
              {...control}
              maxLength={200}
              value={options.consentSource}
              onChange={(event) => set({ consentSource: event.target.value })}
            />
          )}
        </Field>
        <Field label="When?" hint="The last day, when there were several." error={fields.consentDay} required>
          {(control) => (
            <Input
              {...control}
              type="date"
              min="1990-01-01"
              max={today}
              value={options.consentDay}
              onChange={(event) => set({ consentDay: event.target.value })}
            />
          )}
        </Field>
      </div>
      <WordingField {...{ options, fields, set }} />
    </div>
  );
}

function WordingField({ options, fields, set }: Omit<ConsentFieldsProps, "today">) {
  return (
    <Field
      label="What exactly did they agree to?"
      hint="The sentence they saw, word for word."
      error={fields.consentWording}
      required
    >
      {(control) => (
        <Textarea
          {...control}
          rows={2}
          maxLength={2_000}
          value={options.consentWording}
          onChange={(event) => set({ consentWording: event.target.value })}
        />
      )}
    </Field>
  );
}
