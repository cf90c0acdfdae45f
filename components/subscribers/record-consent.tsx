"use client";

import { FileCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import type { Ask } from "@/components/ui/ask";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { DialogActions } from "@/components/ui/dialog-actions";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useAsk } from "@/components/ui/use-ask";

type RecordConsentProps = { id: number; record: Ask<{ id: number; consent: string }, void> };

/** For somebody who came without consent. */
export function RecordConsent({ id, record }: RecordConsentProps) {
  const [open, setOpen] = useState(false);
  const formId = useId();
  const router = useRouter();
  const { send, isBusy, fields, message } = useAsk(record, () => {
    setOpen(false);
    toast.success("Consent recorded");
    router.refresh();
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    send({ id, consent: String(new FormData(event.currentTarget).get("consent") ?? "") });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" icon={<FileCheck />}>
          Record consent
        </Button>
      }
      title="Record consent"
      footer={<DialogActions submit="Record consent" isBusy={isBusy} form={formId} />}
    >
      <form id={formId} onSubmit={submit} noValidate className="grid gap-4">
        {message ? <Callout tone="bad" role="alert" title={message} /> : null}
        <Field
          label="How did they agree?"
          hint="Kept as evidence, word for word: where, when and to what."
          error={fields.consent}
          required
        >
          {(control) => <Textarea {...control} name="consent" rows={3} maxLength={2_000} />}
        </Field>
      </form>
    </Dialog>
  );
}
