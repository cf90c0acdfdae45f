"use client";

import { Pencil, Plus, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import type { Ask } from "@/components/ui/ask";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { DialogActions } from "@/components/ui/dialog-actions";
import { FieldError, FieldSet } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useAsk } from "@/components/ui/use-ask";
import type { SubscriberDetail } from "@/lib/subscribers/views";
import { PersonFields } from "./person-fields";

type Change = {
  id: number;
  firstName: string;
  lastName: string;
  email: string;
  attributes: Record<string, string>;
};
export type ChangeAsk = Ask<Change, void>;

export function EditSubscriber({ subscriber, change }: { subscriber: SubscriberDetail; change: ChangeAsk }) {
  const [open, setOpen] = useState(false);
  const formId = useId();
  const router = useRouter();
  const { send, isBusy, fields, message } = useAsk(change, () => {
    setOpen(false);
    toast.success("Saved");
    router.refresh();
  });
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button icon={<Pencil />}>Edit</Button>}
      title="Edit subscriber"
      description="The number stays as it is: consent belongs to it. A new number is a new subscriber."
      footer={<DialogActions submit="Save" isBusy={isBusy} form={formId} />}
    >
      {message ? <Callout tone="bad" role="alert" title={message} className="mb-4" /> : null}
      <EditForm id={formId} subscriber={subscriber} fields={fields} onSend={send} />
    </Dialog>
  );
}

type EditFormProps = {
  id: string;
  subscriber: SubscriberDetail;
  fields: Record<string, string>;
  onSend: (change: Change) => void;
};

type Entry = { key: number; name: string; value: string };

function EditForm({ id, subscriber, fields, onSend }: EditFormProps) {
  const [entries, setEntries] = useState<Entry[]>(() =>
    Object.entries(subscriber.attributes).map(([name, value], key) => ({ key, name, value })),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    const named = entries.filter(({ name, value }) => name.trim() !== "" || value.trim() !== "");
    onSend({
      id: subscriber.id,
      firstName: text("firstName"),
      lastName: text("lastName"),
      email: text("email"),
      attributes: Object.fromEntries(named.map(({ name, value }) => [name.trim(), value])),
    });
  };
  return (
    <form id={id} onSubmit={submit} noValidate className="grid gap-4">
      <PersonFields fields={fields} values={subscriber} />
      <Attributes entries={entries} onChange={setEntries} error={attributeProblem(fields)} />
    </form>
  );
}

function attributeProblem(fields: Record<string, string>): string | undefined {
  return Object.entries(fields).find(([path]) => path.startsWith("attributes"))?.[1];
}

type AttributesProps = { entries: Entry[]; onChange: (entries: Entry[]) => void; error: string | undefined };

function Attributes({ entries, onChange, error }: AttributesProps) {
  const set = (key: number, change: Partial<Entry>) =>
    onChange(entries.map((entry) => (entry.key === key ? { ...entry, ...change } : entry)));
  const add = () =>
    onChange([...entries, { key: Math.max(-1, ...entries.map(({ key }) => key)) + 1, name: "", value: "" }]);
  return (
    <FieldSet legend="More fields" hint="Each can be used in a text, as {{city|your town}}.">
      {entries.map((entry, index) => (
        <div key={entry.key} className="flex gap-2">
          <Input
            aria-label={`Name of field ${index + 1}`}
            placeholder="city"
            className="max-w-40"
            value={entry.name}
            onChange={(event) => set(entry.key, { name: event.target.value })}
          />
          <Input
            aria-label={`Value of field ${index + 1}`}
            value={entry.value}
            onChange={(event) => set(entry.key, { value: event.target.value })}
          />
          <IconButton
            label={`Remove field ${index + 1}`}
            icon={<X />}
            onClick={() => onChange(entries.filter(({ key }) => key !== entry.key))}
          />
        </div>
      ))}
      {error ? <FieldError>{error}</FieldError> : null}
      <Button size="sm" variant="ghost" icon={<Plus />} className="w-fit" onClick={add}>
        Add a field
      </Button>
    </FieldSet>
  );
}
