import "server-only";
import { type Prisma, prisma } from "../db/prisma";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { int, nullable, text } from "../db/types";
import { AppError } from "../errors";
import { actorOf } from "../events/actor";
import { recordEvent } from "../events/record";
import { type AttemptKeys, attemptKeys, forgiveAttempts, returnAttempt, takeAttempt } from "./attempts";
import { hashPassword, isOutdated, isPassword } from "./password";
import type { SignIn } from "./schema";
import { forgetEndedSessions, openSession, revokeSession } from "./sessions";

/**
 * From an e-mail address and a password to a session token. Whoever fails learns one thing only, that the pair is
 * wrong: the words and the time are the same for an unknown address, a wrong password and a disabled user.
 */

export type Visitor = {
  /** See networkOf(). */
  network: string;
  userAgent: string;
  /** The session this browser had before, if any: it ends when a new one begins. */
  previousToken: string | null;
};

type Account = { id: number; name: string; passwordHash: string };

export async function signIn({ email, password }: SignIn, visitor: Visitor, now: Date): Promise<string> {
  const keys = attemptKeys(email, visitor.network);
  await requireAttempt(keys, now);
  const account = await findAccount(email);
  const matches = await isPassword(account?.passwordHash ?? null, password).catch(async (error) => {
    await returnAttempt(keys);
    throw error;
  });
  if (!account || !matches) throw wrongPair();
  const rehashed = isOutdated(account.passwordHash) ? await hashPassword(password) : null;
  return prisma().$transaction(async (tx) => {
    await confirmAccount(tx, account, rehashed);
    if (visitor.previousToken) await revokeSession(visitor.previousToken, now, tx);
    await forgetEndedSessions(account.id, now, tx);
    await forgiveAttempts(tx, keys, now);
    const actor = actorOf({ userId: account.id, name: account.name });
    await recordEvent(tx, { object: "user", objectId: account.id, kind: "signed_in", actor });
    return openSession(account.id, visitor.userAgent, now, tx);
  });
}

async function requireAttempt(keys: AttemptKeys, now: Date): Promise<void> {
  const waitMs = await takeAttempt(keys, now);
  if (waitMs === 0) return;
  throw new AppError("rate_limited", `Too many attempts. Try again in ${inWords(waitMs)}.`, {
    retryAfterSeconds: Math.ceil(waitMs / 1_000),
  });
}

function inWords(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1_000);
  if (seconds <= 90) return `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

function findAccount(email: string): Promise<Account | null> {
  const select = { id: true, name: true, passwordHash: true };
  return prisma().user.findFirst({ where: { email, disabledAt: null }, select });
}

/** The password may have been changed, or the user disabled, while it was being checked. */
async function confirmAccount(tx: Prisma.TransactionClient, account: Account, rehashed: string | null): Promise<void> {
  const { id, passwordHash } = account;
  if ((await holdAccount.run(tx, { id, passwordHash, rehashed })) !== 1) throw wrongPair();
}

/** Locks the user until the session is written: a change of the password waits, and then ends this session as well. */
const holdAccount = statement(
  { name: "hold-account", params: { id: int, passwordHash: text, rehashed: nullable(text) } },
  ({ id, passwordHash, rehashed }) => sql`
    UPDATE "user" SET password_hash = coalesce(${rehashed}, password_hash)
     WHERE id = ${id} AND password_hash = ${passwordHash} AND disabled_at IS NULL`,
);

function wrongPair(): AppError {
  return new AppError("unauthenticated", "E-mail or password is not right.");
}
