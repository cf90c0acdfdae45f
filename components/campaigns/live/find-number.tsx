"use client";

import { Search } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import type { ServerAction } from "@/components/ui/server-action";
import { useActionForm } from "@/components/ui/use-action-form";
import { type FindRecipient, findRecipientSchema } from "@/lib/campaigns/schema";
import type { RecipientRow } from "@/lib/campaigns/views";
import { MessagePill } from "./message-pill";

export type FindRecipients = ServerAction<FindRecipient, RecipientRow[]>;

type FindNumberProps = { campaignId: number; find: FindRecipients };

/** "Did they get it?" A dialog and not the address bar, because a number must not end up in a history. */
export function FindNumber({ campaignId, find }: FindNumberProps) {
  return (
    <Dialog
      size="sm"
      title="Find a number"
      description="What became of this campaign for one person."
      trigger={
        <Button size="sm" icon={<Search />}>
          Number
        </Button>
      }
    >
      <FindForm campaignId={campaignId} find={find} />
    </Dialog>
  );
}

const formSchema = findRecipientSchema.pick({ phone: true });

function FindForm({ campaignId, find }: FindNumberProps) {
  const [found, setFound] = useState<RecipientRow[] | null>(null);
  const look = ({ phone }: { phone: string }) => {
    setFound(null);
    return find({ campaignId, phone });
  };
  const { form, props, isBusy, fields, message } = useActionForm(formSchema, look, {
    defaultValues: { phone: "" },
    onSuccess: setFound,
  });
  return (
    <form {...props} className="grid gap-4">
      <FormError message={message} />
      <Field label="Phone number" error={fields.phone} required>
        {(control) => <Input {...control} {...form.register("phone")} type="tel" autoComplete="off" autoFocus />}
      </Field>
      <div role="status">{found ? <FoundRecipients found={found} /> : null}</div>
      <div className="flex justify-end">
        <Button type="submit" variant="primary" loading={isBusy}>
          Find
        </Button>
      </div>
    </form>
  );
}

function FoundRecipients({ found }: { found: readonly RecipientRow[] }) {
  if (found.length === 0) {
    return <p className="text-ink-2">Nobody who has this number today was in this audience.</p>;
  }
  return (
    <ul className="divide-y rounded-control border">
      {found.map((row) => (
        <li key={row.seq} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-3.5 py-2.5">
          <span>
            <span className="block font-[550] text-ink">{row.name || "No name"}</span>
            <span className="block text-sm text-ink-2 tabular-nums">{row.phone}</span>
          </span>
          <span className="text-right">
            <MessagePill status={row.status} />
            {row.reason ? <span className="mt-0.5 block text-sm text-ink-2">{row.reason}</span> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
