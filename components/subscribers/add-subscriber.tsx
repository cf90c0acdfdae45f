"use client";

import { UserPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import type { Ask } from "@/components/ui/ask";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { DialogActions } from "@/components/ui/dialog-actions";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { MultiSelect } from "@/components/ui/multi-select";
import { toast } from "@/components/ui/toast";
import { useAsk } from "@/components/ui/use-ask";
import type { TagRow } from "@/lib/tags/views";
import { CountrySelect } from "./country-select";
import { PersonFields } from "./person-fields";

type NewPerson = {
  phone: string;
  country: string;
  firstName: string;
  lastName: string;
  email: string;
  consent: string;
  tagIds: number[];
};
export type AddAsk = Ask<NewPerson, { id: number; isSuppressed: boolean }>;

type AddSubscriberProps = { add: AddAsk; tags: TagRow[]; defaultCountry: string };

export function AddSubscriber(props: AddSubscriberProps) {
  const [open, setOpen] = useState(false);
  const formId = useId();
  const router = useRouter();
  const { send, isBusy, fields, message } = useAsk(props.add, ({ id, isSuppressed }) => {
    setOpen(false);
    if (isSuppressed) {
      toast.warning("Added, and still opted out", {
        description: "This number opted out earlier. It gets no texts until the person texts START.",
        duration: 12_000,
      });
    } else toast.success("Subscriber added");
    router.push(`/subscribers/${id}`);
  });
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button icon={<UserPlus />}>Add subscriber</Button>}
      title="Add a subscriber"
      description="One person who agreed to get texts from you."
      footer={<DialogActions submit="Add subscriber" isBusy={isBusy} form={formId} />}
    >
      <AddForm {...props} id={formId} fields={fields} message={message} onSend={send} />
    </Dialog>
  );
}

type AddFormProps = AddSubscriberProps & {
  id: string;
  fields: Record<string, string>;
  message: string | null;
  onSend: (person: NewPerson) => void;
};

function AddForm({ id, tags, defaultCountry, fields, message, onSend }: AddFormProps) {
  const [country, setCountry] = useState<string | null>(defaultCountry);
  const [tagIds, setTagIds] = useState<string[]>([]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    onSend({
      phone: text("phone"),
      country: country ?? "",
      firstName: text("firstName"),
      lastName: text("lastName"),
      email: text("email"),
      consent: text("consent"),
      tagIds: tagIds.map(Number),
    });
  };
  return (
    <form id={id} onSubmit={submit} noValidate className="grid gap-4">
      {message ? <Callout tone="bad" role="alert" title={message} /> : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Phone number" error={fields.phone} required>
          {(control) => <Input {...control} name="phone" type="tel" autoComplete="off" inputMode="tel" />}
        </Field>
        <Field label="Country" hint="For a number without a calling code." error={fields.country}>
          {(control) => <CountrySelect control={control} value={country} onChange={setCountry} />}
        </Field>
      </div>
      <PersonFields fields={fields} />
      <Field
        label="How did they agree?"
        hint="Kept as evidence, word for word: where, when and to what."
        error={fields.consent}
        required
      >
        {(control) => <Textarea {...control} name="consent" rows={2} maxLength={2_000} />}
      </Field>
      {tags.length > 0 ? (
        <Field label="Tags" optional>
          {(control) => (
            <MultiSelect
              {...control}
              label="Tags"
              options={tags.map((tag) => ({ value: String(tag.id), label: tag.name }))}
              value={tagIds}
              onChange={setTagIds}
            />
          )}
        </Field>
      ) : null}
    </form>
  );
}
