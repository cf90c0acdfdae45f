import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { pool } from "../db/pool";
import { type Prisma, prisma } from "../db/prisma";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { instant, int, text } from "../db/types";
import { isRole, type Role } from "./permissions";
import { sessionIdleMs, sessionLifetimeMs, sessionSeenEveryMs } from "./rules";

/**
 * Sign-ins as rows of our own. The browser holds 256 random bits, the database their SHA-256: a stolen backup opens
 * nothing, and a revoked row ends a session at its next request, on every machine.
 */

export type ActiveSession = { sessionId: number; userId: number; name: string; email: string; role: Role };

/** The client, or a transaction of it. */
type Client = Prisma.TransactionClient;

/** Returns the token for the cookie: this is the only time it is seen. */
export async function openSession(
  userId: number,
  userAgent: string,
  now: Date,
  on: Client = prisma(),
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const times = { createdAt: now, lastSeenAt: now, expiresAt: new Date(now.getTime() + sessionLifetimeMs) };
  const data = { tokenHash: hashToken(token), userId, userAgent: userAgent.slice(0, 256), ...times };
  await on.session.create({ data, select: { id: true } });
  return token;
}

/** Null unless the session is alive and its user may still sign in. One statement, and a write once a minute. */
export async function findSession(token: string, now: Date, on: Executor = pool()): Promise<ActiveSession | null> {
  const row = await useSession.first(on, {
    tokenHash: hashToken(token).toString("hex"),
    now,
    idleSince: new Date(now.getTime() - sessionIdleMs),
    seenBefore: new Date(now.getTime() - sessionSeenEveryMs),
  });
  // A role this version does not know opens nothing.
  return row && isRole(row.role) ? { ...row, role: row.role } : null;
}

/** Prepared: every request asks it. */
const useSession = statement(
  {
    name: "use-session",
    prepared: true,
    params: { tokenHash: text, now: instant, idleSince: instant, seenBefore: instant },
    row: { sessionId: int, userId: int, name: text, email: text, role: text },
  },
  ({ tokenHash, now, idleSince, seenBefore }) => sql`
    WITH found AS (
      SELECT s.id, s.last_seen_at, u.id AS user_id, u.name, u.email, u.role
      FROM session s JOIN "user" u ON u.id = s.user_id
      WHERE s.token_hash = decode(${tokenHash}, 'hex') AND s.revoked_at IS NULL AND s.expires_at > ${now}
        AND s.last_seen_at > ${idleSince} AND u.disabled_at IS NULL
    ), seen AS (
      UPDATE session SET last_seen_at = ${now} FROM found
      WHERE session.id = found.id AND found.last_seen_at <= ${seenBefore}
    )
    SELECT id AS "sessionId", user_id AS "userId", name, email, role FROM found`,
);

/** Signing out. Safe to call twice, and for a token that never was: returns whose session it ended, if any. */
export async function revokeSession(
  token: string,
  now: Date,
  on: Client = prisma(),
): Promise<{ userId: number; name: string } | null> {
  const [ended] = await on.session.updateManyAndReturn({
    where: { tokenHash: hashToken(token), revokedAt: null },
    data: { revokedAt: now },
    select: { userId: true, user: { select: { name: true } } },
  });
  return ended ? { userId: ended.userId, name: ended.user.name } : null;
}

/** Called in the transaction that changes a password or a role, or disables a user: all of it or none of it. */
export async function revokeSessionsOf(userId: number, now: Date, tx: Client): Promise<number> {
  const { count } = await tx.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } });
  return count;
}

/** Sessions that ended long ago; called at sign-in, so that the table stays as small as the team. */
export async function forgetEndedSessions(userId: number, now: Date, on: Client = prisma()): Promise<void> {
  const longAgo = new Date(now.getTime() - sessionLifetimeMs);
  const ended = [{ expiresAt: { lt: longAgo } }, { revokedAt: { lt: longAgo } }];
  await on.session.deleteMany({ where: { userId, OR: ended } });
}

function hashToken(token: string) {
  return createHash("sha256").update(token).digest();
}
