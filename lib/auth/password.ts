import "server-only";
import { hash, verify } from "@node-rs/argon2";
import { AppError } from "../errors";

/** argon2id as measured in the reference: 64 MiB and three passes are about 80 ms of one core. */
const parameters = { algorithm: 2, memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const;
const currentPrefix = "$argon2id$v=19$m=65536,t=3,p=1$";

/** Made from random bytes nobody kept: an unknown e-mail address costs the same time as a known one. */
const nobodysHash = "$argon2id$v=19$m=65536,t=3,p=1$KfRlZpVmK0eoJmuWePBIsg$6YZax5oLeENMNWqmCIpv38Qu0R3E7z/4GeNmLdc+hcs";

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normalize(password), parameters));
}

/** Null stands for a user who does not exist: false, after the same work. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const matches = await inTurn(() => verify(stored ?? nobodysHash, normalize(password)));
  return matches && stored !== null;
}

/** Whether the hash was made with other parameters than today's. */
export function isOutdated(stored: string): boolean {
  return !stored.startsWith(currentPrefix);
}

/** The same word typed on two keyboards may differ in bytes. */
function normalize(password: string): string {
  return password.normalize("NFKC");
}

/** At most two hashes at once and a short queue, so that a storm of sign-ins cannot take the machine's memory. */
const atOnce = 2;
const queueLimit = 20;
const holder = globalThis as { tidingsHashing?: { running: number; waiting: (() => void)[] } };

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  holder.tidingsHashing ??= { running: 0, waiting: [] };
  const turns = holder.tidingsHashing;
  if (turns.running < atOnce) turns.running += 1;
  else if (turns.waiting.length < queueLimit) await new Promise<void>((resolve) => turns.waiting.push(resolve));
  else throw new AppError("unavailable", "Many people are signing in right now. Try again.", { retryAfterSeconds: 5 });
  try {
    return await work();
  } finally {
    const next = turns.waiting.shift();
    // The turn is handed over; only when nobody waits it is given back.
    if (next) next();
    else turns.running -= 1;
  }
}
