"use client";

import { Pencil } from "lucide-react";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogActions } from "@/components/ui/dialog-actions";
import { FormError } from "@/components/ui/form-error";
import type { ServerAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import { useActionForm } from "@/components/ui/use-action-form";
import type { SubscriberDetail } from "@/lib/subscribers/views";
import { AttributeFields } from "./attribute-fields";
import { PersonFields } from "./person-fields";
import { type PersonForm, personFormSchema, recordOf, valuesOf } from "./person-form";

type Change = Omit<PersonForm, "entries"> & { id: number; attributes: Record<string, string> };
export type ChangePerson = ServerAction<Change, void>;

export function EditSubscriber({ subscriber, change }: { subscriber: SubscriberDetail; change: ChangePerson }) {
  const [open, setOpen] = useState(false);
  const formId = useId();
  const router = useRouter();
  const { form, props, isBusy, fields, message } = useActionForm(
    personFormSchema,
    ({ entries, ...person }) => change({ id: subscriber.id, ...person, attributes: recordOf(entries) }),
    {
      defaultValues: valuesOf(subscriber),
      fieldOf: (path) => (path.startsWith("attributes") ? "entries" : path),
      onSuccess: () => {
        setOpen(false);
        toast.success("Saved");
        router.refresh();
      },
    },
  );
  const openChanged = (next: boolean) => {
    form.reset(valuesOf(subscriber));
    setOpen(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={openChanged}
      trigger={<Button icon={<Pencil />}>Edit</Button>}
      title="Edit subscriber"
      description="The number stays as it is: consent belongs to it. A new number is a new subscriber."
      footer={<DialogActions submit="Save" isBusy={isBusy} form={formId} />}
    >
      <form {...props} id={formId} className="grid gap-4">
        <FormError message={message} />
        <PersonFields fields={fields} register={form.register} />
        <AttributeFields form={form} error={fields.entries} />
      </form>
    </Dialog>
  );
}
