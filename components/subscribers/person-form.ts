import { z } from "zod";
import { subscriberChangeSchema } from "@/lib/subscribers/schema";
import type { SubscriberDetail } from "@/lib/subscribers/views";

const { firstName, lastName, email } = subscriberChangeSchema.shape;
// A line has a name of its own while it is typed; the action gets a record.
export const personFormSchema = z.object({
  firstName: firstName.unwrap(),
  lastName: lastName.unwrap(),
  email: email.unwrap(),
  entries: z.array(z.object({ name: z.string(), value: z.string() })),
});
export type PersonForm = z.input<typeof personFormSchema>;

export function valuesOf({ firstName, lastName, email, attributes }: SubscriberDetail): PersonForm {
  return {
    firstName,
    lastName,
    email,
    entries: Object.entries(attributes).map(([name, value]) => ({ name, value })),
  };
}

export function recordOf(entries: PersonForm["entries"]): Record<string, string> {
  const named = entries.filter(({ name, value }) => name.trim() !== "" || value.trim() !== "");
  return Object.fromEntries(named.map(({ name, value }) => [name.trim(), value]));
}
