import "server-only";
import { hashPassword } from "../auth/password";
import { conflictOn } from "../db/errors";
import { type Prisma, prisma } from "../db/prisma";
import type { Actor } from "../events/actor";
import { recordEvent } from "../events/record";
import type { NewUser } from "./schema";

const object = { object: "user" };

/** Returns the new user's id. The seed and the command line call it: no viewer exists before the first user does. */
export async function createUser(actor: Actor, { password, ...user }: NewUser): Promise<number> {
  const passwordHash = await hashPassword(password);
  const { role } = user;
  return prisma().$transaction(async (tx) => {
    const created = tx.user.create({ data: { ...user, passwordHash }, select: { id: true } });
    const { id } = await created.catch(conflictOn("email", "Somebody with this e-mail address exists already."));
    await recordEvent(tx, { ...object, objectId: id, kind: "created", data: { role }, actor });
    return id;
  });
}

/** `revokeSessionsOf` of lib/auth, which only doors may reach. */
type RevokeSessions = (userId: number, tx: Prisma.TransactionClient) => Promise<number>;

/**
 * Makes this person an administrator with this password, whether they exist or not, and returns whether they are new. All
 * sessions under the address end with the change.
 */
export async function ensureAdministrator(actor: Actor, user: NewUser, revoke: RevokeSessions): Promise<boolean> {
  const known = await prisma().user.findUnique({ where: { email: user.email }, select: { id: true } });
  if (!known) {
    await createUser(actor, user);
    return true;
  }
  const { id } = known;
  const data = { passwordHash: await hashPassword(user.password), role: "admin", disabledAt: null };
  await prisma().$transaction(async (tx) => {
    await tx.user.update({ where: { id }, data, select: { id: true } });
    const sessionsRevoked = await revoke(id, tx);
    await recordEvent(tx, { ...object, objectId: id, kind: "made_administrator", data: { sessionsRevoked }, actor });
  });
  return false;
}
