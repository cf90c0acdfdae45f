import "server-only";
import { conflictOn } from "../db/errors";
import { prisma } from "../db/prisma";
import type { NewUser } from "./schema";

/**
 * Returns the new user's id. The seed and the command line call it: no viewer exists before the first user does.
 * `hash` is hashPassword() of lib/auth, which only doors may reach.
 */
export async function createUser(user: NewUser, hash: (password: string) => Promise<string>): Promise<number> {
  const { email, name, role, password } = user;
  const passwordHash = await hash(password);
  const { id } = await prisma()
    .user.create({ data: { email, name, role, passwordHash }, select: { id: true } })
    .catch(conflictOn("email", "Somebody with this e-mail address exists already."));
  return id;
}
