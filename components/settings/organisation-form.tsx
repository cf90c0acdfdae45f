"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import { Controller, type UseFormReturn, useForm, useWatch } from "react-hook-form";
import { z } from "zod";
import { type Ask, askSafely } from "@/components/ui/ask";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type SearchOption, SearchSelect } from "@/components/ui/search-select";
import { toast } from "@/components/ui/toast";
import { type Organisation, organisationSchema } from "@/lib/settings/schema";
import { AnswersPreview } from "./answers-preview";
import { OptOutLineHint } from "./opt-out-line-hint";
import { SaveBar } from "./save-bar";

type OrganisationFormProps = {
  organisation: Organisation;
  save: Ask<Organisation, void>;
  countries: readonly SearchOption[];
  zones: readonly SearchOption[];
};

// The server decides which zones there are: a browser may know some of them by another name.
const formSchema = organisationSchema.extend({ timeZone: z.string().min(1, "Choose a time zone") });

type OrganisationFields = UseFormReturn<z.input<typeof formSchema>, unknown, Organisation>;

const fieldNames = ["name", "support", "optOutLine", "defaultCountry", "timeZone"] as const;

export function OrganisationForm({ organisation, save, countries, zones }: OrganisationFormProps) {
  const router = useRouter();
  const form: OrganisationFields = useForm({ resolver: zodResolver(formSchema), defaultValues: organisation });
  const { errors, isSubmitting, isDirty } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    const result = await askSafely(save, values);
    if (result.ok) {
      form.reset(values);
      router.refresh();
      toast.success("Settings saved.");
      return;
    }
    const wrong = fieldNames.filter((name) => result.error.fields[name]);
    for (const name of wrong) form.setError(name, { message: result.error.fields[name] ?? "" });
    if (wrong.length === 0) form.setError("root", { message: result.error.message });
  });
  return (
    <form onSubmit={submit} noValidate className="grid gap-3.5">
      {errors.root ? <Callout tone="bad" role="alert" title={errors.root.message} /> : null}
      <NameCard form={form} />
      <PlaceCard form={form} countries={countries} zones={zones} />
      <SaveBar isDirty={isDirty} isSaving={isSubmitting} undo={() => form.reset()} />
    </form>
  );
}

function NameCard({ form }: { form: OrganisationFields }) {
  const { errors } = form.formState;
  const [name = "", support = "", line = ""] = useWatch({
    control: form.control,
    name: ["name", "support", "optOutLine"],
  });
  return (
    <Card title="What people read">
      <div className="grid gap-5">
        <div className="grid gap-5 sm:grid-cols-2">
          <Field label="Name" hint="Begins every automatic answer." error={errors.name?.message} required>
            {(control) => <Input {...control} {...form.register("name")} autoComplete="organization" />}
          </Field>
          <Field
            label="Support"
            hint="Where people find help: a number, an e-mail or web address."
            error={errors.support?.message}
            optional
          >
            {(control) => <Input {...control} {...form.register("support")} autoComplete="off" />}
          </Field>
        </div>
        <Field label="Opt-out line" hint={<OptOutLineHint line={line} />} error={errors.optOutLine?.message} optional>
          {(control) => <Input {...control} {...form.register("optOutLine")} autoComplete="off" />}
        </Field>
        <AnswersPreview name={name} support={support} />
      </div>
    </Card>
  );
}

type PlaceCardProps = Pick<OrganisationFormProps, "countries" | "zones"> & { form: OrganisationFields };

function PlaceCard({ form, countries, zones }: PlaceCardProps) {
  const { control, formState } = form;
  const { errors } = formState;
  return (
    <Card title="Where you are">
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label="Country"
          hint="For numbers written without a country."
          error={errors.defaultCountry?.message}
          required
        >
          {(attributes) => (
            <Controller
              control={control}
              name="defaultCountry"
              render={({ field }) => (
                <SearchSelect
                  {...attributes}
                  label="Country"
                  options={countries}
                  value={field.value ?? ""}
                  onChange={field.onChange}
                />
              )}
            />
          )}
        </Field>
        <Field
          label="Time zone"
          hint="In which days begin and times are shown."
          error={errors.timeZone?.message}
          required
        >
          {(attributes) => (
            <Controller
              control={control}
              name="timeZone"
              render={({ field }) => (
                <SearchSelect
                  {...attributes}
                  label="Time zone"
                  options={zones}
                  value={field.value ?? ""}
                  onChange={field.onChange}
                />
              )}
            />
          )}
        </Field>
      </div>
    </Card>
  );
}
