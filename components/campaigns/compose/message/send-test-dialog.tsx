"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Smartphone } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { askSafely } from "@/components/ui/ask";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { DialogActions } from "@/components/ui/dialog-actions";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { sendTestSchema } from "@/lib/campaigns/schema";
import type { PreviewPerson } from "@/lib/campaigns/views";
import type { ComposerActions, ComposerFacts } from "../types";

type SendTestDialogProps = {
  facts: ComposerFacts;
  person: PreviewPerson | null;
  disabled: boolean;
  test: ComposerActions["test"];
  /** Saves first: what is tested is what is stored. */
  flush: () => Promise<number | null>;
};

export function SendTestDialog(props: SendTestDialogProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      size="sm"
      title="Send a test"
      description="One text to one phone. It is filled with the values of the person in the preview."
      trigger={
        <Button icon={<Smartphone />} disabled={props.disabled}>
          Send a test
        </Button>
      }
    >
      <TestForm {...props} close={() => setOpen(false)} />
    </Dialog>
  );
}

const formSchema = sendTestSchema.pick({ phone: true });

function TestForm({ facts, person, test, flush, close }: SendTestDialogProps & { close: () => void }) {
  const form = useForm({ resolver: zodResolver(formSchema), defaultValues: { phone: "" } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ phone }) => {
    if ((await flush()) === null) {
      return form.setError("root", { message: "The draft could not be saved, so there is nothing to test yet." });
    }
    const result = await askSafely(test, { campaignId: facts.campaignId, phone, subscriberId: person?.id ?? null });
    if (result.ok) {
      toast.success("Test on its way", { description: "It takes a few seconds to arrive." });
      return close();
    }
    const { fields, message } = result.error;
    form.setError(fields.phone ? "phone" : "root", { message: fields.phone ?? message });
  });
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {errors.root ? <Callout tone="bad" role="alert" title={errors.root.message} /> : null}
      <Field
        label="Phone number"
        hint={`With its calling code; without one it is read as a number of ${countryName(facts.defaultCountry)}.`}
        error={errors.phone?.message}
        required
      >
        {(control) => <Input {...control} {...form.register("phone")} type="tel" autoComplete="tel" autoFocus />}
      </Field>
      <p className="text-sm text-ink-3">
        Shown as {person ? person.name : "sample values"} would read it. A test counts in no campaign.
      </p>
      <DialogActions submit="Send 1 test message" isBusy={isSubmitting} />
    </form>
  );
}

function countryName(code: string): string {
  return new Intl.DisplayNames(["en"], { type: "region" }).of(code) ?? code;
}
