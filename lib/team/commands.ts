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

/**
 * For the command line: makes this person an administrator with this password, whether they exist or not. Returns whether they
 * are new. Whoever was signed in under the address is signed out: `revoke` is revokeSessionsOf() of lib/auth.
 */
export async function ensureAdministrator(
  user: NewUser,
  hash: (password: string) => Promise<string>,
  revoke: (userId: number) => Promise<unknown>,
): Promise<boolean> {
  const known = await prisma().user.findUnique({ where: { email: user.email }, select: { id: true } });
  if (!known) {
    await createUser(user, hash);
    return true;
  }
  const passwordHash = await hash(user.password);
  await prisma().user.update({ where: { id: known.id }, data: { passwordHash, role: "admin", disabledAt: null } });
  await revoke(known.id);
  return false;
}
