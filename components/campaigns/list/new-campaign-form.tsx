"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useForm } from "react-hook-form";
import type { Ask } from "@/components/ui/ask";
import { askSafely } from "@/components/ui/ask";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { createCampaignSchema } from "@/lib/campaigns/schema";

export type CreateCampaign = Ask<{ name: string; includeTagIds?: number[] }, { campaignId: number }>;

type NewCampaignFormProps = {
  create: CreateCampaign;
  /** Whom the draft begins with. */
  includeTagIds?: number[];
  /** The buttons; `isBusy` while the draft is being made. */
  children: (isBusy: boolean) => ReactNode;
};

/** Asks only for the name: everything else is said in the composer, which opens next. */
export function NewCampaignForm({ create, includeTagIds = [], children }: NewCampaignFormProps) {
  const router = useRouter();
  const form = useForm({ resolver: zodResolver(createCampaignSchema), defaultValues: { name: "", includeTagIds } });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;
  const submit = form.handleSubmit(async (draft) => {
    const result = await askSafely(create, draft);
    if (result.ok) return router.push(`/campaigns/${result.data.campaignId}/edit`);
    const { fields, message } = result.error;
    form.setError(fields.name ? "name" : "root", { message: fields.name ?? message });
  });
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {errors.root ? <Callout tone="bad" role="alert" title={errors.root.message} /> : null}
      <Field
        label="Name"
        hint="Only you and your colleagues see it, for example “Advent opening”."
        error={errors.name?.message}
        required
      >
        {(control) => <Input {...control} {...form.register("name")} autoComplete="off" autoFocus />}
      </Field>
      {children(isSubmitting || isSubmitSuccessful)}
    </form>
  );
}
