import "server-only";
import { hashPassword } from "../auth/password";
import { conflictOn } from "../db/errors";
import { prisma } from "../db/prisma";
import type { NewUser } from "./schema";

/** Returns the new user's id. The seed and the command line call it: no viewer exists before the first user does. */
export async function createUser({ email, name, role, password }: NewUser): Promise<number> {
  const passwordHash = await hashPassword(password);
  const { id } = await prisma()
    .user.create({ data: { email, name, role, passwordHash }, select: { id: true } })
    .catch(conflictOn("email", "Somebody with this e-mail address exists already."));
  return id;
}
