"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogActions } from "@/components/ui/dialog-actions";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input, Textarea } from "@/components/ui/input";
import type { ServerAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import { useActionForm } from "@/components/ui/use-action-form";
import { type AddOptOut as Adding, addOptOutSchema } from "@/lib/consent/schema";

type Add = ServerAction<Adding, { phone: string; isNew: boolean }>;

/** For people who asked in another way than by answering STOP. */
export function AddOptOut({ add }: { add: Add }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      size="sm"
      trigger={
        <Button variant="primary" icon={<Plus />}>
          Add a number
        </Button>
      }
      title="Add a number"
      description="It takes effect at once, also for campaigns that are being sent. The number need not be a subscriber's."
    >
      <AddForm add={add} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function AddForm({ add, onDone }: { add: Add; onDone: () => void }) {
  const { form, props, isBusy, fields, message } = useActionForm(addOptOutSchema, add, {
    defaultValues: { phone: "", wording: "" },
    onSuccess: ({ phone, isNew }) => {
      toast.success(isNew ? `${phone} is opted out.` : `${phone} was opted out already. Your note was added.`);
      onDone();
    },
  });
  return (
    <form {...props} className="grid gap-4">
      <FormError message={message} />
      <Field label="Phone number" error={fields.phone} required>
        {(control) => (
          <Input {...control} {...form.register("phone")} type="tel" autoComplete="off" placeholder="+1 212 555 0123" />
        )}
      </Field>
      <Field
        label="How they asked"
        hint="Kept as evidence: “Called on Monday and asked for no more texts.”"
        error={fields.wording}
        required
      >
        {(control) => <Textarea {...control} {...form.register("wording")} rows={3} />}
      </Field>
      <DialogActions submit="Opt this number out" isBusy={isBusy} />
    </form>
  );
}
