import { type BatchDraft, isGroupId } from "../batch";
import type { Groups } from "../groups";
import { countParts, firstPart } from "../text-parts";
import { integer } from "./window";

const defaultDetails = 100;
const maxDetails = 1_000;

/** `POST /batches/dry_run`: what everybody would get, and the sum of the parts; nothing is accepted. */
export function dryRun({ fields, to, template }: BatchDraft, groups: Groups, query: URLSearchParams) {
  const recipients = to.some(isGroupId) ? groups.expand(to) : to;
  const rows = recipients.map((recipient) => {
    const { text } = template(recipient);
    const body = fields.truncate_concat ? firstPart(text) : text;
    const { parts, encoding } = fields.type === "mt_text" ? countParts(body) : { parts: 1, encoding: "GSM" };
    return { recipient, body, number_of_parts: parts, encoding: encoding === "GSM" ? "text" : "unicode" };
  });
  const shown = integer(query, "number_of_recipients", defaultDetails, 0, maxDetails);
  return {
    number_of_recipients: recipients.length,
    number_of_messages: rows.reduce((sum, row) => sum + row.number_of_parts, 0),
    ...(query.get("per_recipient") === "true" ? { per_recipient: rows.slice(0, shown) } : {}),
  };
}
