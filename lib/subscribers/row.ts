import "server-only";
import { may } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { formatPhone, maskPhone } from "../format";
import { statusOf } from "./rules";
import type { SubscriberRow, SubscriberTagRef } from "./views";

type Found = {
  id: number;
  phone: string;
  firstName: string;
  lastName: string;
  email: string;
  consentedAt: Date | null;
  createdAt: Date;
  isSuppressed: boolean;
  tags: SubscriberTagRef[];
};

/** A person as a viewer may see them. */
export function toRow(viewer: Viewer, person: Found): SubscriberRow {
  const { id, firstName, lastName, email, tags, createdAt } = person;
  const phone = may(viewer, "subscriber.reveal") ? formatPhone(person.phone) : maskPhone(person.phone);
  const name = [firstName, lastName].filter(Boolean).join(" ");
  return { id, name, phone, email, status: statusOf(person), tags, createdAt };
}
