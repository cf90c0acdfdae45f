import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { pool, type Sql } from "../db/pool";
import { isRole, type Role } from "./permissions";
import { sessionIdleMs, sessionLifetimeMs, sessionSeenEveryMs } from "./rules";

/**
 * Sign-ins as rows of our own. The browser holds 256 random bits, the database their SHA-256: a stolen backup opens
 * nothing, and a revoked row ends a session at its next request, on every machine.
 */

export type ActiveSession = { sessionId: number; userId: number; name: string; email: string; role: Role };

/** Returns the token for the cookie: this is the only time it is seen. */
export async function openSession(userId: number, userAgent: string, now: Date, sql: Sql = pool()): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(now.getTime() + sessionLifetimeMs);
  await sql.query(
    `INSERT INTO session (token_hash, user_id, user_agent, created_at, last_seen_at, expires_at)
     VALUES ($1, $2, $3, $4, $4, $5)`,
    [hashToken(token), userId, userAgent.slice(0, 256), now, expiresAt],
  );
  return token;
}

/** Null unless the session is alive and its user may still sign in. One statement, and a write once a minute. */
export async function findSession(token: string, now: Date, sql: Sql = pool()): Promise<ActiveSession | null> {
  const idleSince = new Date(now.getTime() - sessionIdleMs);
  const seenBefore = new Date(now.getTime() - sessionSeenEveryMs);
  const { rows } = await sql.query<Omit<ActiveSession, "role"> & { role: string }>(
    `WITH found AS (
       SELECT s.id, s.last_seen_at, u.id AS user_id, u.name, u.email, u.role
       FROM session s JOIN "user" u ON u.id = s.user_id
       WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.last_seen_at > $3
         AND u.disabled_at IS NULL
     ), seen AS (
       UPDATE session SET last_seen_at = $2 FROM found
       WHERE session.id = found.id AND found.last_seen_at <= $4
     )
     SELECT id AS "sessionId", user_id AS "userId", name, email, role FROM found`,
    [hashToken(token), now, idleSince, seenBefore],
  );
  const [row] = rows;
  // A role this version does not know opens nothing.
  return row && isRole(row.role) ? { ...row, role: row.role } : null;
}

/** Signing out. Safe to call twice, and for a token that never was. */
export async function revokeSession(token: string, now: Date, sql: Sql = pool()): Promise<void> {
  await sql.query("UPDATE session SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL", [
    hashToken(token),
    now,
  ]);
}

/** Called in the transaction that changes a password or a role, or disables a user: all of it or none of it. */
export async function revokeSessionsOf(userId: number, now: Date, sql: Sql): Promise<number> {
  const { rowCount } = await sql.query("UPDATE session SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL", [
    userId,
    now,
  ]);
  return rowCount ?? 0;
}

/** Sessions that ended long ago; called at sign-in, so that the table stays as small as the team. */
export async function forgetEndedSessions(userId: number, now: Date, sql: Sql = pool()): Promise<void> {
  const longAgo = new Date(now.getTime() - sessionLifetimeMs);
  await sql.query("DELETE FROM session WHERE user_id = $1 AND (expires_at < $2 OR revoked_at < $2)", [userId, longAgo]);
}

function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
