import { z } from "zod";
import { passwordProblem } from "./rules";

/** One spelling per address: the table holds it in lower case. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email("Write it as name@example.com.").max(254, "This is longer than any e-mail address."));

/** What somebody types to sign in: nothing about its shape is worth a hint to a stranger. */
export const signInSchema = z.object({
  email: z.string().trim().toLowerCase().min(1, "Enter your e-mail address.").max(254),
  password: z.string().min(1, "Enter your password.").max(1024),
});
export type SignIn = z.output<typeof signInSchema>;
export type SignInInput = z.input<typeof signInSchema>;

/** For a new password, wherever one is chosen. */
export const newPasswordSchema = z.string().superRefine((password, context) => {
  const problem = passwordProblem(password);
  if (problem) context.addIssue({ code: "custom", message: problem });
});
