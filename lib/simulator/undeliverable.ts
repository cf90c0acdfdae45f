import type { Batch } from "./batch";
import { countParts } from "./text-parts";

/** Media that cannot be had: `…/missing…` is not there, other endings than these no phone shows. */
const shown = /\.(?:jpe?g|png|gif|bmp|mp3|m4a|amr|wav|mp4|3gp|mov|pdf|vcf|vcard|txt)$/i;

/** The code of what keeps a message from leaving at all, or 0. */
export function problemBeforeSending(batch: Batch, digits: string, now: number): number {
  const { fields } = batch;
  if (fields.expire_at <= now) return 406;
  if (fields.from === null) return 410;
  if (fields.media) {
    const problem = problemOfMedia(fields.media.url, fields.strict_validation === true);
    if (problem !== 0) return problem;
  }
  if (!fields.parameters && fields.max_number_of_message_parts === undefined) return 0;
  const { text, isComplete } = batch.template(digits);
  if (!isComplete) return 405;
  const limit = fields.truncate_concat ? undefined : fields.max_number_of_message_parts;
  return limit !== undefined && countParts(text).parts > limit ? 411 : 0;
}

function problemOfMedia(url: string, isStrict: boolean): number {
  const path = URL.canParse(url) ? new URL(url).pathname : "";
  if (path.includes("/missing")) return 417;
  return isStrict && !shown.test(path) ? 416 : 0;
}
