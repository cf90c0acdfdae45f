"use client";

import { useRouter } from "next/navigation";
import { Controller, useWatch } from "react-hook-form";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio";
import type { ServerAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import { type ActionForm, useActionForm } from "@/components/ui/use-action-form";
import { type SendingSettings, sendingSettingsInputSchema } from "@/lib/settings/schema";
import { SaveBar } from "./save-bar";
import { quietHoursHint, rateWords, unknownWords } from "./sending-words";

type SendingFormProps = {
  settings: SendingSettings;
  save: ServerAction<SendingSettings, void>;
  isSimulated: boolean;
  /** The plan's rate as configured. */
  messagesPerSecond: number;
};

type SendingFields = ActionForm<SendingSettings>["form"];

export function SendingForm({ settings, save, isSimulated, messagesPerSecond }: SendingFormProps) {
  const router = useRouter();
  const { form, props, isBusy, fields, message } = useActionForm(sendingSettingsInputSchema, save, {
    defaultValues: settings,
    onSuccess: (_, values) => {
      form.reset(values);
      router.refresh();
      toast.success("Settings saved.");
    },
  });
  return (
    <form {...props} className="grid gap-3.5">
      <FormError message={message} />
      <WhomCard form={form} fields={fields} isSimulated={isSimulated} />
      <SinchCard form={form} messagesPerSecond={messagesPerSecond} />
      <SaveBar isDirty={form.formState.isDirty} isSaving={isBusy} undo={() => form.reset()} />
    </form>
  );
}

/** A limit to begin with, for whoever switches it on. */
const firstCap = { messages: 4, days: 7 };

type WhomCardProps = Pick<ActionForm<SendingSettings>, "form" | "fields"> & { isSimulated: boolean };

function WhomCard({ form, fields, isSimulated }: WhomCardProps) {
  const cap = useWatch({ control: form.control, name: "frequencyCap" });
  return (
    <Card title="When and how often people are texted">
      <div className="grid gap-5">
        <Controller
          control={form.control}
          name="hasQuietHours"
          render={({ field }) => (
            <Checkbox
              label="Keep quiet hours"
              hint={quietHoursHint(isSimulated)}
              checked={field.value}
              onChange={(event) => field.onChange(event.target.checked)}
            />
          )}
        />
        <Controller
          control={form.control}
          name="frequencyCap"
          render={({ field }) => (
            <Checkbox
              label="Limit how often one person gets a campaign"
              hint="People who have had that many are skipped, with the reason on the campaign's page. Tests and answers do not count."
              checked={field.value !== null}
              onChange={(event) => field.onChange(event.target.checked ? firstCap : null)}
            />
          )}
        />
        {cap ? <CapFields form={form} fields={fields} /> : null}
      </div>
    </Card>
  );
}

function CapFields({ form, fields }: Omit<WhomCardProps, "isSimulated">) {
  return (
    <div className="grid gap-5 pl-6.5 sm:grid-cols-2">
      <Field label="At most so many texts" error={fields["frequencyCap.messages"]} required>
        {(control) => (
          <Input
            {...control}
            {...form.register("frequencyCap.messages", { valueAsNumber: true })}
            inputMode="numeric"
            autoComplete="off"
          />
        )}
      </Field>
      <Field label="Within so many days" error={fields["frequencyCap.days"]} required>
        {(control) => (
          <Input
            {...control}
            {...form.register("frequencyCap.days", { valueAsNumber: true })}
            inputMode="numeric"
            autoComplete="off"
          />
        )}
      </Field>
    </div>
  );
}

function SinchCard({ form, messagesPerSecond }: { form: SendingFields; messagesPerSecond: number }) {
  return (
    <Card title="With Sinch">
      <div className="grid gap-6">
        <Controller
          control={form.control}
          name="unknownBatches"
          render={({ field }) => (
            <RadioGroup
              legend="When nobody knows whether Sinch took a batch"
              hint="Rare: the connection broke in the middle of a call. Sinch is asked about it for five minutes first."
              name="unknownBatches"
              options={optionsOf(unknownWords)}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <Controller
          control={form.control}
          name="rateCounts"
          render={({ field }) => (
            <RadioGroup
              legend={`What the plan's rate of ${messagesPerSecond} a second counts`}
              hint="As Sinch granted it."
              name="rateCounts"
              options={optionsOf(rateWords)}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
      </div>
    </Card>
  );
}

function optionsOf<Value extends string>(words: Record<Value, { label: string; description: string }>) {
  return (Object.keys(words) as Value[]).map((value) => ({ value, ...words[value] }));
}
