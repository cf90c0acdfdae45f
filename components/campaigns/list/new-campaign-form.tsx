"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import type { ServerAction } from "@/components/ui/server-action";
import { useActionForm } from "@/components/ui/use-action-form";
import { createCampaignSchema } from "@/lib/campaigns/schema";

export type CreateCampaign = ServerAction<{ name: string; includeTagIds?: number[] }, { campaignId: number }>;

type NewCampaignFormProps = {
  create: CreateCampaign;
  /** Whom the draft begins with. */
  includeTagIds?: number[];
  /** The buttons; `isBusy` while the draft is being made. */
  children: (isBusy: boolean) => ReactNode;
};

const formSchema = createCampaignSchema.pick({ name: true });

/** Asks only for the name: everything else is said in the composer, which opens next. */
export function NewCampaignForm({ create, includeTagIds = [], children }: NewCampaignFormProps) {
  const router = useRouter();
  const { form, props, isBusy, fields, message } = useActionForm(
    formSchema,
    ({ name }) => create({ name, includeTagIds }),
    {
      defaultValues: { name: "" },
      onSuccess: ({ campaignId }) => router.push(`/campaigns/${campaignId}/edit`),
      leavesPage: true,
    },
  );
  return (
    <form {...props} className="grid gap-4">
      <FormError message={message} />
      <Field
        label="Name"
        hint="Only you and your colleagues see it, for example “Advent opening”."
        error={fields.name}
        required
      >
        {(control) => <Input {...control} {...form.register("name")} autoComplete="off" autoFocus />}
      </Field>
      {children(isBusy)}
    </form>
  );
}
