import { z } from "zod";
import { roles } from "../auth/permissions";
import { emailSchema, newPasswordSchema } from "../auth/schema";

export const newUserSchema = z.object({
  email: emailSchema,
  name: z.string().trim().min(1, "Enter a name.").max(100),
  role: z.enum(roles),
  password: newPasswordSchema,
});
export type NewUser = z.output<typeof newUserSchema>;
