"use client";

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
import { type LiftOptOut as Lifting, liftOptOutSchema } from "@/lib/consent/schema";

export type Lift = ServerAction<Lifting, { phone: string }>;

type LiftOptOutProps = {
  /** As shown, and as it is sent. */
  phone: string;
  e164: string;
  lift: Lift;
  /** 2026-11-21: nobody agreed later than today. */
  today: string;
};

/** The way back: only with a new consent, in writing and with its day. */
export function LiftOptOut(props: LiftOptOutProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      size="sm"
      trigger={
        <Button size="sm" variant="ghost">
          Subscribe again<span className="sr-only">: {props.phone}</span>
        </Button>
      }
      title={`Subscribe ${props.phone} again?`}
      description="Only with a new consent, given after they opted out. It is kept as evidence, word for word."
    >
      <LiftForm {...props} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

const formSchema = liftOptOutSchema.omit({ phone: true });

function LiftForm({ phone, e164, lift, today, onDone }: LiftOptOutProps & { onDone: () => void }) {
  const { form, props, isBusy, fields, message } = useActionForm(
    formSchema,
    (consent) => lift({ phone: e164, ...consent }),
    {
      defaultValues: { wording: "", consentedOn: today },
      onSuccess: () => {
        toast.success(`${phone} may be texted again.`);
        onDone();
      },
    },
  );
  return (
    <form {...props} className="grid gap-4">
      <FormError message={message} />
      <Field
        label="How they agreed"
        hint="Where, and in which words: “Asked at the front desk to get class news again.”"
        error={fields.wording}
        required
      >
        {(control) => <Textarea {...control} {...form.register("wording")} rows={3} autoFocus />}
      </Field>
      <Field label="On which day" error={fields.consentedOn} required>
        {(control) => <Input {...control} {...form.register("consentedOn")} type="date" max={today} />}
      </Field>
      <DialogActions submit="Record and subscribe" isBusy={isBusy} />
    </form>
  );
}
