"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { type Ask, askSafely } from "@/components/ui/ask";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { DialogActions } from "@/components/ui/dialog-actions";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { type AddOptOut as Adding, addOptOutSchema } from "@/lib/consent/schema";

type Add = Ask<Adding, { phone: string; isNew: boolean }>;

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
  const form = useForm({ resolver: zodResolver(addOptOutSchema), defaultValues: { phone: "", wording: "" } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    const result = await askSafely(add, values);
    if (result.ok) {
      const { phone, isNew } = result.data;
      toast.success(isNew ? `${phone} is opted out.` : `${phone} was opted out already. Your note was added.`);
      return onDone();
    }
    const { fields, message } = result.error;
    for (const name of ["phone", "wording"] as const) {
      if (fields[name]) form.setError(name, { message: fields[name] });
    }
    if (!fields.phone && !fields.wording) form.setError("root", { message });
  });
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {errors.root ? <Callout tone="bad" role="alert" title={errors.root.message} /> : null}
      <Field label="Phone number" error={errors.phone?.message} required>
        {(control) => (
          <Input {...control} {...form.register("phone")} type="tel" autoComplete="off" placeholder="+1 212 555 0123" />
        )}
      </Field>
      <Field
        label="How they asked"
        hint="Kept as evidence: “Called on Monday and asked for no more texts.”"
        error={errors.wording?.message}
        required
      >
        {(control) => <Textarea {...control} {...form.register("wording")} rows={3} />}
      </Field>
      <DialogActions submit="Opt this number out" isBusy={isSubmitting} />
    </form>
  );
}
