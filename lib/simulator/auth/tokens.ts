import { createHmac, randomBytes } from "node:crypto";
import { newId } from "../ids";
import { RequestRate } from "../request-rate";

const bucketSize = 30;
const refillPerSecond = 10;

export type TokenState = "valid" | "expired" | "unknown";

/** Access tokens of the OAuth server: JWTs, since clients read their expiry, yet known by heart rather than verified. */
export class Tokens {
  /** Token → when it runs out, in milliseconds. */
  #known = new Map<string, number>();
  readonly #seconds: () => number;
  readonly #secret = randomBytes(32);
  readonly rate = new RequestRate(
    () => refillPerSecond,
    () => bucketSize,
  );
  issued = 0;

  constructor(seconds: () => number) {
    this.#seconds = seconds;
  }

  issue(subject: string): { token: string; seconds: number } {
    const seconds = this.#seconds();
    const now = Date.now();
    const times = { iat: Math.floor(now / 1_000), exp: Math.floor(now / 1_000 + seconds) };
    const token = this.#sign({ sub: subject, jti: newId(now), ...times });
    for (const [known, until] of this.#known) if (until < now - 3_600_000) this.#known.delete(known);
    this.#known.set(token, now + seconds * 1_000);
    this.issued += 1;
    return { token, seconds };
  }

  stateOf(token: string): TokenState {
    const until = this.#known.get(token);
    if (until === undefined) return "unknown";
    return until > Date.now() ? "valid" : "expired";
  }

  expireAll(): void {
    for (const token of this.#known.keys()) this.#known.set(token, 0);
  }

  clear(): void {
    this.#known.clear();
    this.rate.clear();
    this.issued = 0;
  }

  #sign(claims: Record<string, unknown>): string {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const content = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
    return `${content}.${createHmac("sha256", this.#secret).update(content).digest("base64url")}`;
  }
}
