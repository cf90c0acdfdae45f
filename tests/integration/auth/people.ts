import { hashPassword } from "@/lib/auth/password";
import type { Role } from "@/lib/auth/permissions";
import { createUser } from "@/lib/team/commands";

export const goodPassword = "zebra-lamp-canoe";

let made = 0;

/** A user of the given role with an address of their own. */
export async function makeUser(role: Role = "marketer"): Promise<{ id: number; email: string }> {
  made += 1;
  const email = `${role}-${made}@example.com`;
  return { id: await createUser({ email, name: "Mo Example", role, password: goodPassword }, hashPassword), email };
}
