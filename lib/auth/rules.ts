/** How long things last and how often they may be tried. `now` is a parameter everywhere. */

const minute = 60_000;
const hour = 60 * minute;

/** A session ends when nobody used it for 12 hours, and after 14 days whatever happens. */
export const sessionIdleMs = 12 * hour;
export const sessionLifetimeMs = 14 * 24 * hour;
/** Being seen is written at most this often, so that reading pages costs no writes. */
export const sessionSeenEveryMs = minute;

export const signInWindowMs = 15 * minute;
/** Failures per window before waiting begins: one person's account, and a whole neighbourhood of addresses. */
export const signInLimits = { account: 5, address: 30 } as const;
/** The wait after the limit; it doubles with every further failure, up to the window. Never a lock-out. */
export const firstDelayMs = minute;

export const passwordLength = { min: 12, max: 256 } as const;
