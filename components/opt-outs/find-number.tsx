"use client";

import { Search } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ServerAction } from "@/components/ui/server-action";
import { useActionForm } from "@/components/ui/use-action-form";
import { findNumberSchema } from "@/lib/consent/schema";
import type { NumberStanding } from "@/lib/consent/views";
import { StandingPanel } from "./standing-panel";

type FindNumberProps = { find: ServerAction<{ phone: string }, NumberStanding>; zone: string };

/** One number, typed in full; it travels in the body of a request and never stands in an address. */
export function FindNumber({ find, zone }: FindNumberProps) {
  return (
    <Dialog
      trigger={<Button icon={<Search />}>Find a number</Button>}
      title="Find a number"
      description="Whether it may be texted, and what is on record about it."
    >
      <FindForm find={find} zone={zone} />
    </Dialog>
  );
}

function FindForm({ find, zone }: FindNumberProps) {
  const [standing, setStanding] = useState<NumberStanding | null>(null);
  const { form, props, isBusy, fields, message } = useActionForm(findNumberSchema, find, {
    defaultValues: { phone: "" },
    onSuccess: setStanding,
    onFailure: () => setStanding(null),
  });
  return (
    <div className="grid gap-4">
      <form {...props} className="flex items-start gap-2">
        <Field label="Phone number" hideLabel error={fields.phone ?? message} className="grow">
          {(control) => (
            <Input
              {...control}
              {...form.register("phone")}
              type="tel"
              autoComplete="off"
              placeholder="+1 212 555 0123"
              autoFocus
            />
          )}
        </Field>
        <Button type="submit" variant="primary" loading={isBusy}>
          Find
        </Button>
      </form>
      <div aria-live="polite">{standing ? <StandingPanel standing={standing} zone={zone} /> : null}</div>
    </div>
  );
}
