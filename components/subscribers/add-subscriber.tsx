"use client";

import { UserPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { Controller } from "react-hook-form";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogActions } from "@/components/ui/dialog-actions";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input, Textarea } from "@/components/ui/input";
import { MultiSelect } from "@/components/ui/multi-select";
import type { ServerAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import { type ActionForm, useActionForm } from "@/components/ui/use-action-form";
import { newSubscriberSchema } from "@/lib/subscribers/schema";
import type { TagRow } from "@/lib/tags/views";
import { CountrySelect } from "./country-select";
import { PersonFields } from "./person-fields";

// Filled in whole: what the schema would add by itself is a field here.
const formSchema = newSubscriberSchema.extend({
  country: z.string(),
  firstName: newSubscriberSchema.shape.firstName.unwrap(),
  lastName: newSubscriberSchema.shape.lastName.unwrap(),
  email: newSubscriberSchema.shape.email.unwrap(),
  tagIds: z.array(z.string()),
});
type NewPerson = z.input<typeof formSchema>;
export type AddPerson = ServerAction<NewPerson, { id: number; isSuppressed: boolean }>;

type AddSubscriberProps = { add: AddPerson; tags: TagRow[]; defaultCountry: string };

const blank = { phone: "", firstName: "", lastName: "", email: "", consent: "", tagIds: [] };

export function AddSubscriber({ add, tags, defaultCountry }: AddSubscriberProps) {
  const [open, setOpen] = useState(false);
  const formId = useId();
  const router = useRouter();
  const personForm = useActionForm(formSchema, add, {
    defaultValues: { ...blank, country: defaultCountry },
    onSuccess: ({ id, isSuppressed }) => {
      setOpen(false);
      tellAdded(isSuppressed);
      router.push(`/subscribers/${id}`);
    },
  });
  const openChanged = (next: boolean) => {
    personForm.form.reset();
    setOpen(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={openChanged}
      trigger={<Button icon={<UserPlus />}>Add subscriber</Button>}
      title="Add a subscriber"
      description="One person who agreed to get texts from you."
      footer={<DialogActions submit="Add subscriber" isBusy={personForm.isBusy} form={formId} />}
    >
      <AddForm id={formId} personForm={personForm} tags={tags} />
    </Dialog>
  );
}

function tellAdded(isSuppressed: boolean): void {
  if (!isSuppressed) return void toast.success("Subscriber added");
  toast.warning("Added, and still opted out", {
    description: "This number opted out earlier. It gets no texts until the person texts START.",
    duration: 12_000,
  });
}

type AddFormProps = { id: string; personForm: ActionForm<NewPerson>; tags: TagRow[] };

function AddForm({ id, personForm: { form, props, fields, message }, tags }: AddFormProps) {
  const { control, register } = form;
  return (
    <form {...props} id={id} className="grid gap-4">
      <FormError message={message} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Phone number" error={fields.phone} required>
          {(attributes) => (
            <Input {...attributes} {...register("phone")} type="tel" autoComplete="off" inputMode="tel" />
          )}
        </Field>
        <Field label="Country" hint="For a number without a calling code." error={fields.country}>
          {(attributes) => (
            <Controller
              control={control}
              name="country"
              render={({ field: { value, onChange } }) => (
                <CountrySelect control={attributes} value={value} onChange={(code) => onChange(code ?? "")} />
              )}
            />
          )}
        </Field>
      </div>
      <PersonFields fields={fields} register={register} />
      <Field
        label="How did they agree?"
        hint="Kept as evidence, word for word: where, when and to what."
        error={fields.consent}
        required
      >
        {(attributes) => <Textarea {...attributes} {...register("consent")} rows={2} maxLength={2_000} />}
      </Field>
      {tags.length > 0 ? <TagsField form={form} tags={tags} error={fields.tagIds} /> : null}
    </form>
  );
}

type TagsFieldProps = Pick<ActionForm<NewPerson>, "form"> & { tags: TagRow[]; error: string | undefined };

function TagsField({ form, tags, error }: TagsFieldProps) {
  return (
    <Field label="Tags" error={error} optional>
      {(attributes) => (
        <Controller
          control={form.control}
          name="tagIds"
          render={({ field: { value, onChange } }) => (
            <MultiSelect
              {...attributes}
              label="Tags"
              options={tags.map((tag) => ({ value: String(tag.id), label: tag.name }))}
              value={value}
              onChange={onChange}
            />
          )}
        />
      )}
    </Field>
  );
}
