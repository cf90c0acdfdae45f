"use client";

import { Tags } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { useActionForm } from "@/components/ui/use-action-form";
import { newTagSchema } from "@/lib/tags/schema";
import type { TagRow } from "@/lib/tags/views";
import { TagLine } from "./tag-line";
import type { TagActions } from "./types";

/** All tags: make, rename, delete. Opens from the list of subscribers. */
export function ManageTags({ tags, actions }: { tags: TagRow[]; actions: TagActions }) {
  return (
    <Dialog
      trigger={<Button icon={<Tags />}>Tags</Button>}
      title="Tags"
      description="Groups you make yourself. Campaigns go to people by tag."
    >
      <NewTag create={actions.create} />
      {tags.length === 0 ? (
        <p className="mt-4 text-ink-2">No tags yet. Make the first one above, or while you import a file.</p>
      ) : (
        <ul aria-label="Tags" className="mt-4 divide-y border-t">
          {tags.map((tag) => (
            <TagLine key={tag.id} tag={tag} rename={actions.rename} remove={actions.remove} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function NewTag({ create }: { create: TagActions["create"] }) {
  const router = useRouter();
  const { form, props, isBusy, fields, message } = useActionForm(newTagSchema, create, {
    defaultValues: { name: "" },
    onSuccess: () => {
      form.reset();
      router.refresh();
    },
  });
  return (
    <form {...props} className="grid gap-2">
      <FormError message={message} />
      <div className="flex items-end gap-2">
        <Field label="New tag" error={fields.name} className="grow">
          {(control) => <Input {...control} {...form.register("name")} autoComplete="off" maxLength={60} />}
        </Field>
        <Button type="submit" loading={isBusy} className={fields.name ? "mb-[26px]" : undefined}>
          Make tag
        </Button>
      </div>
    </form>
  );
}
