import { z } from "zod";
import { largestInteger } from "../integer";

/** Two tags that look the same are the same: one spelling per letter, and nothing that cannot be seen. */
function cleanTagName(name: string): string {
  return name.normalize("NFC").replace(/\s+/g, " ").replace(invisible, "").trim();
}

/** Zero-width spaces, marks of order and direction; not the joiners that make up emoji and Indic letters. */
const invisible = /[\p{Cc}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

export const tagNameSchema = z
  .string()
  .transform(cleanTagName)
  .pipe(z.string().min(1, "Give the tag a name.").max(60, "Keep the name below 60 characters."));

export const tagIdSchema = z.coerce.number().int().positive().max(largestInteger);

export const newTagSchema = z.object({ name: tagNameSchema });
export const tagChangeSchema = z.object({ id: tagIdSchema, name: tagNameSchema });
export const tagRefSchema = z.object({ id: tagIdSchema });
