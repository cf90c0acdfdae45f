"use client";

import { useRouter } from "next/navigation";
import { Controller, useWatch } from "react-hook-form";
import { z } from "zod";
import { Card } from "@/components/ui/card";
import { Field, type FieldControl } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { type SearchOption, SearchSelect } from "@/components/ui/search-select";
import type { ServerAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import { type ActionForm, useActionForm } from "@/components/ui/use-action-form";
import { type Organisation, organisationInputSchema } from "@/lib/settings/schema";
import { AnswersPreview } from "./answers-preview";
import { OptOutLineHint } from "./opt-out-line-hint";
import { SaveBar } from "./save-bar";

type OrganisationFormProps = {
  organisation: Organisation;
  save: ServerAction<Organisation, void>;
  countries: readonly SearchOption[];
  zones: readonly SearchOption[];
};

// The server decides which zones there are: a browser may know some of them by another name.
const formSchema = organisationInputSchema.extend({ timeZone: z.string().min(1, "Choose a time zone") });

type OrganisationValues = z.input<typeof formSchema>;

export function OrganisationForm({ organisation, save, countries, zones }: OrganisationFormProps) {
  const router = useRouter();
  const { form, props, isBusy, fields, message } = useActionForm(formSchema, save, {
    defaultValues: organisation,
    onSuccess: (_, values) => {
      form.reset(formSchema.parse(values));
      router.refresh();
      toast.success("Settings saved.");
    },
  });
  return (
    <form {...props} className="grid gap-3.5">
      <FormError message={message} />
      <NameCard form={form} fields={fields} />
      <PlaceCard form={form} fields={fields} countries={countries} zones={zones} />
      <SaveBar isDirty={form.formState.isDirty} isSaving={isBusy} undo={() => form.reset()} />
    </form>
  );
}

type CardProps = Pick<ActionForm<OrganisationValues>, "form" | "fields">;

function NameCard({ form, fields }: CardProps) {
  const [name = "", support = "", line = ""] = useWatch({
    control: form.control,
    name: ["name", "support", "optOutLine"],
  });
  return (
    <Card title="What people read">
      <div className="grid gap-5">
        <div className="grid gap-5 sm:grid-cols-2">
          <Field label="Name" hint="Begins every automatic answer." error={fields.name} required>
            {(control) => <Input {...control} {...form.register("name")} autoComplete="organization" />}
          </Field>
          <Field
            label="Support"
            hint="Where people find help: a number, an e-mail or web address."
            error={fields.support}
            optional
          >
            {(control) => <Input {...control} {...form.register("support")} autoComplete="off" />}
          </Field>
        </div>
        <Field label="Opt-out line" hint={<OptOutLineHint line={line} />} error={fields.optOutLine} optional>
          {(control) => <Input {...control} {...form.register("optOutLine")} autoComplete="off" />}
        </Field>
        <AnswersPreview name={name} support={support} />
      </div>
    </Card>
  );
}

type PlaceCardProps = Pick<OrganisationFormProps, "countries" | "zones"> & CardProps;

function PlaceCard({ form: { control }, fields, countries, zones }: PlaceCardProps) {
  return (
    <Card title="Where you are">
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label="Country" hint="For numbers written without a country." error={fields.defaultCountry} required>
          {(attributes) => (
            <ChosenOption {...{ attributes, control }} name="defaultCountry" label="Country" options={countries} />
          )}
        </Field>
        <Field label="Time zone" hint="In which days begin and times are shown." error={fields.timeZone} required>
          {(attributes) => (
            <ChosenOption {...{ attributes, control }} name="timeZone" label="Time zone" options={zones} />
          )}
        </Field>
      </div>
    </Card>
  );
}

type ChosenOptionProps = {
  attributes: FieldControl;
  control: CardProps["form"]["control"];
  name: "defaultCountry" | "timeZone";
  label: string;
  options: readonly SearchOption[];
};

function ChosenOption({ attributes, control, name, label, options }: ChosenOptionProps) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <SearchSelect {...{ ...attributes, label, options }} value={field.value ?? ""} onChange={field.onChange} />
      )}
    />
  );
}
