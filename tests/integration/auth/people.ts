import type { Role } from "@/lib/auth/permissions";
import { systemActor } from "@/lib/events/actor";
import { createUser } from "@/lib/team/commands";

export const goodPassword = "zebra-lamp-canoe";

let made = 0;

/** A user of the given role with an address of their own. */
export async function makeUser(role: Role = "marketer"): Promise<{ id: number; email: string }> {
  made += 1;
  const email = `${role}-${made}@example.com`;
  const user = { email, name: "Mo Example", role, password: goodPassword };
  return { id: await createUser(systemActor("test"), user), email };
}
