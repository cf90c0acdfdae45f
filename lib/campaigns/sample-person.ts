import type { MergePerson } from "../messages/merge-values";

/** Stands in for a recipient while there is none to show. */
export const samplePerson: MergePerson = {
  firstName: "Sam",
  lastName: "Sample",
  email: "sam@example.com",
  attributes: {},
};
