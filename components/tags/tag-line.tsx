"use client";

import { Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { callAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import { useActionForm } from "@/components/ui/use-action-form";
import { formatCounted } from "@/lib/format";
import { newTagSchema } from "@/lib/tags/schema";
import type { TagRow } from "@/lib/tags/views";
import type { TagActions } from "./types";

type TagLineProps = { tag: TagRow } & Pick<TagActions, "rename" | "remove">;

export function TagLine({ tag, rename, remove }: TagLineProps) {
  const [isRenaming, setRenaming] = useState(false);
  if (isRenaming) return <RenameLine tag={tag} rename={rename} onEnd={() => setRenaming(false)} />;
  return (
    <li className="flex items-center gap-2 py-2">
      <div className="min-w-0 grow">
        <p className="truncate font-[550]">{tag.name}</p>
        <p className="text-sm text-ink-3">{formatCounted(tag.subscriberCount, "subscriber")}</p>
      </div>
      <IconButton label={`Rename ${tag.name}`} icon={<Pencil />} size="sm" onClick={() => setRenaming(true)} />
      <DeleteTag tag={tag} remove={remove} />
    </li>
  );
}

function RenameLine({ tag, rename, onEnd }: { tag: TagRow; rename: TagActions["rename"]; onEnd: () => void }) {
  const router = useRouter();
  const { form, props, isBusy, fields, message } = useActionForm(
    newTagSchema,
    ({ name }) => rename({ id: tag.id, name }),
    {
      defaultValues: { name: tag.name },
      onSuccess: () => {
        router.refresh();
        onEnd();
      },
    },
  );
  return (
    <li className="py-2">
      <form {...props} className="flex items-start gap-2">
        <Field label={`New name of ${tag.name}`} hideLabel error={fields.name ?? message} className="grow">
          {(control) => <Input {...control} {...form.register("name")} maxLength={60} autoFocus />}
        </Field>
        <Button onClick={onEnd}>Go back</Button>
        <Button type="submit" loading={isBusy}>
          Rename
        </Button>
      </form>
    </li>
  );
}

/** Beyond this the number has to be typed. */
const manyPeople = 1_000;

function DeleteTag({ tag, remove }: { tag: TagRow; remove: TagActions["remove"] }) {
  const router = useRouter();
  const confirm = async () => {
    const result = await callAction(remove, { id: tag.id });
    if (result.ok) {
      toast.success(`Tag “${tag.name}” deleted`);
      router.refresh();
    } else toast.error(result.error.message);
    return result.ok;
  };
  return (
    <ConfirmDialog
      trigger={<IconButton label={`Delete ${tag.name}`} icon={<Trash2 />} size="sm" />}
      title={`Delete the tag “${tag.name}”?`}
      confirmLabel={`Delete tag of ${formatCounted(tag.subscriberCount, "subscriber")}`}
      {...(tag.subscriberCount > manyPeople ? { typeCount: tag.subscriberCount } : {})}
      onConfirm={confirm}
    >
      <p>
        It is taken off {formatCounted(tag.subscriberCount, "subscriber")}; nobody is deleted. Drafts of campaigns that
        use it have to choose their audience again.
      </p>
    </ConfirmDialog>
  );
}
