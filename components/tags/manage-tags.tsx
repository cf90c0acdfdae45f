import type { TagAsks } from "./types";

("use client");

import { Tags } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useAsk } from "@/components/ui/use-ask";
import type { TagRow } from "@/lib/tags/views";
import { TagLine } from "./tag-line";

/** All tags: make, rename, delete. Opens from the list of subscribers. */
export function ManageTags({ tags, asks }: { tags: TagRow[]; asks: TagAsks }) {
  return (
    <Dialog
      trigger={<Button icon={<Tags />}>Tags</Button>}
      title="Tags"
      description="Groups you make yourself. Campaigns go to people by tag."
    >
      <NewTag create={asks.create} />
      {tags.length === 0 ? (
        <p className="mt-4 text-ink-2">No tags yet. Make the first one above, or while you import a file.</p>
      ) : (
        <ul aria-label="Tags" className="mt-4 divide-y border-t">
          {tags.map((tag) => (
            <TagLine key={tag.id} tag={tag} rename={asks.rename} remove={asks.remove} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function NewTag({ create }: { create: TagAsks["create"] }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const { send, isBusy, fields, message } = useAsk(create, () => {
    form.current?.reset();
    router.refresh();
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    send({ name: String(new FormData(event.currentTarget).get("name") ?? "") });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-2">
      {message ? <Callout tone="bad" role="alert" title={message} /> : null}
      <div className="flex items-end gap-2">
        <Field label="New tag" error={fields.name} className="grow">
          {(control) => <Input {...control} name="name" autoComplete="off" maxLength={60} />}
        </Field>
        <Button type="submit" loading={isBusy} className={fields.name ? "mb-[26px]" : undefined}>
          Make tag
        </Button>
      </div>
    </form>
  );
}
