import { z } from "zod";

export const tagNameSchema = z
  .string()
  .transform((name) => name.trim().replace(/\s+/g, " "))
  .pipe(z.string().min(1, "Give the tag a name.").max(60, "Keep the name below 60 characters."));

export const tagIdSchema = z.coerce.number().int().positive();

export const newTagSchema = z.object({ name: tagNameSchema });
export const tagChangeSchema = z.object({ id: tagIdSchema, name: tagNameSchema });
export const tagRefSchema = z.object({ id: tagIdSchema });
