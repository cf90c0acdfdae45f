"use client";

import { zodResolver } from "@hookform/resolvers/zod";
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
import { type LiftOptOut as Lifting, liftOptOutSchema } from "@/lib/consent/schema";

export type Lift = Ask<Lifting, { phone: string }>;

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

function LiftForm({ phone, e164, lift, today, onDone }: LiftOptOutProps & { onDone: () => void }) {
  const form = useForm({
    resolver: zodResolver(liftOptOutSchema),
    defaultValues: { phone: e164, wording: "", consentedOn: today },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    const result = await askSafely(lift, values);
    if (result.ok) {
      toast.success(`${phone} may be texted again.`);
      return onDone();
    }
    const { fields, message } = result.error;
    for (const name of ["wording", "consentedOn"] as const) {
      if (fields[name]) form.setError(name, { message: fields[name] });
    }
    if (!fields.wording && !fields.consentedOn) form.setError("root", { message });
  });
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {errors.root ? <Callout tone="bad" role="alert" title={errors.root.message} /> : null}
      <Field
        label="How they agreed"
        hint="Where, and in which words: “Asked at the front desk to get class news again.”"
        error={errors.wording?.message}
        required
      >
        {(control) => <Textarea {...control} {...form.register("wording")} rows={3} autoFocus />}
      </Field>
      <Field label="On which day" error={errors.consentedOn?.message} required>
        {(control) => <Input {...control} {...form.register("consentedOn")} type="date" max={today} />}
      </Field>
      <DialogActions submit="Record and subscribe" isBusy={isSubmitting} />
    </form>
  );
}
