"use client";

import { Smartphone } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogActions } from "@/components/ui/dialog-actions";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useActionForm } from "@/components/ui/use-action-form";
import { sendTestSchema } from "@/lib/campaigns/schema";
import type { PreviewPerson } from "@/lib/campaigns/views";
import { fail } from "@/lib/result";
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

const notSaved = {
  code: "conflict",
  message: "The draft could not be saved, so there is nothing to test yet.",
} as const;

function TestForm({ facts, person, test, flush, close }: SendTestDialogProps & { close: () => void }) {
  const saveAndTest = async ({ phone }: { phone: string }) => {
    if ((await flush()) === null) return fail(notSaved);
    return test({ campaignId: facts.campaignId, phone, subscriberId: person?.id ?? null });
  };
  const { form, props, isBusy, fields, message } = useActionForm(formSchema, saveAndTest, {
    defaultValues: { phone: "" },
    onSuccess: () => {
      toast.success("Test on its way", { description: "It takes a few seconds to arrive." });
      close();
    },
  });
  return (
    <form {...props} className="grid gap-4">
      <FormError message={message} />
      <Field
        label="Phone number"
        hint={`With its calling code; without one it is read as a number of ${countryName(facts.defaultCountry)}.`}
        error={fields.phone}
        required
      >
        {(control) => <Input {...control} {...form.register("phone")} type="tel" autoComplete="tel" autoFocus />}
      </Field>
      <p className="text-sm text-ink-3">
        Shown as {person ? person.name : "sample values"} would read it. A test counts in no campaign.
      </p>
      <DialogActions submit="Send 1 test message" isBusy={isBusy} />
    </form>
  );
}

function countryName(code: string): string {
  return new Intl.DisplayNames(["en"], { type: "region" }).of(code) ?? code;
}
