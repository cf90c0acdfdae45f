import "server-only";
import { pool, type Sql } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { AppError } from "../errors";
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

type Account = { id: number; passwordHash: string };

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
  return inTransaction(async (tx) => {
    await confirmAccount(account, rehashed, tx);
    if (visitor.previousToken) await revokeSession(visitor.previousToken, now, tx);
    await forgetEndedSessions(account.id, now, tx);
    await forgiveAttempts(keys, now, tx);
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

async function findAccount(email: string): Promise<Account | undefined> {
  const { rows } = await pool().query<Account>(
    `SELECT id, password_hash AS "passwordHash" FROM "user" WHERE email = $1 AND disabled_at IS NULL`,
    [email],
  );
  return rows[0];
}

/** The password may have been changed, or the user disabled, while it was being checked. */
async function confirmAccount(account: Account, rehashed: string | null, tx: Sql): Promise<void> {
  const { rowCount } = await tx.query(
    `UPDATE "user" SET password_hash = coalesce($3, password_hash)
     WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL`,
    [account.id, account.passwordHash, rehashed],
  );
  if (rowCount !== 1) throw wrongPair();
}

function wrongPair(): AppError {
  return new AppError("unauthenticated", "E-mail or password is not right.");
}
