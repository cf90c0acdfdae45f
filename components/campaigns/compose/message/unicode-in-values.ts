import type { PreviewPerson } from "@/lib/campaigns/views";
import { unicodeCulprits } from "@/lib/text/advice";
import { fieldsOf, parseTemplate } from "@/lib/text/merge";

/** Characters that force Unicode and come from what people are called, not from what is written. Pure. */

export type ValueCulprit = { character: string; name: string; field: string; person: string };

/** Each character once, with the first person who has it; among the people looked at, in fields that the text uses. */
export function culpritsInValues(body: string, people: readonly PreviewPerson[]): ValueCulprit[] {
  const fields = fieldsOf(parseTemplate(body));
  const found = new Map<string, ValueCulprit>();
  for (const { name: person, values } of people) {
    for (const field of fields) {
      for (const { character, name } of unicodeCulprits(values[field] ?? "")) {
        if (!found.has(character)) found.set(character, { character, name, field, person });
      }
    }
  }
  return [...found.values()];
}
