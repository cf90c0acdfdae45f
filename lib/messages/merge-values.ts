import type { MergeValues } from "../text/merge";

/** What a person's merge fields are filled with. Preview, test and the engine read this same function. */
export type MergePerson = {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  attributes: Record<string, unknown> | null;
};

/** The fields that every subscriber has; attributes come on top by their own names. */
export const ownFields = ["first_name", "last_name", "email"] as const;

/** Merge fields: the subscriber's own columns, then their attributes by name. */
export function valuesOf(person: MergePerson): MergeValues {
  const values: MergeValues = {};
  for (const [name, value] of Object.entries(person.attributes ?? {})) {
    if (typeof value === "string" || typeof value === "number") values[name] = String(value);
  }
  return { ...values, first_name: person.firstName, last_name: person.lastName, email: person.email };
}
