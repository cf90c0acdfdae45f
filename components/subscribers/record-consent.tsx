"use client";

import { FileCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogActions } from "@/components/ui/dialog-actions";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Textarea } from "@/components/ui/input";
import type { ServerAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import { useActionForm } from "@/components/ui/use-action-form";
import { consentRecordSchema } from "@/lib/subscribers/schema";

type RecordConsentProps = { id: number; record: ServerAction<{ id: number; consent: string }, void> };

const formSchema = consentRecordSchema.pick({ consent: true });

const recordButton = (
  <Button size="sm" icon={<FileCheck />}>
    Record consent
  </Button>
);

/** For a person who came without consent. */
export function RecordConsent({ id, record }: RecordConsentProps) {
  const [open, setOpen] = useState(false);
  const formId = useId();
  const router = useRouter();
  const { form, props, isBusy, fields, message } = useActionForm(formSchema, ({ consent }) => record({ id, consent }), {
    defaultValues: { consent: "" },
    onSuccess: () => {
      setOpen(false);
      toast.success("Consent recorded");
      router.refresh();
    },
  });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        form.reset();
        setOpen(next);
      }}
      trigger={recordButton}
      title="Record consent"
      footer={<DialogActions submit="Record consent" isBusy={isBusy} form={formId} />}
    >
      <form {...props} id={formId} className="grid gap-4">
        <FormError message={message} />
        <Field
          label="How did they agree?"
          hint="Kept as evidence, word for word: where, when and to what."
          error={fields.consent}
          required
        >
          {(control) => <Textarea {...control} {...form.register("consent")} rows={3} maxLength={2_000} />}
        </Field>
      </form>
    </Dialog>
  );
}
