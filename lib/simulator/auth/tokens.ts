import { createHmac, timingSafeEqual } from "node:crypto";
import { newId } from "../ids";
import { RequestRate } from "../request-rate";

const bucketSize = 30;
const refillPerSecond = 10;

export type TokenState = "valid" | "expired" | "unknown";

/** The same for every simulator: as at Sinch, a token outlives the server that gave it. */
const signingKey = "simulator";

/** Access tokens of the OAuth server: JWTs that are verified, not remembered. */
export class Tokens {
  readonly #seconds: () => number;
  /** Rises when all tokens are made to run out. */
  #generation = 0;
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
    const until = now + seconds * 1_000;
    const times = { iat: Math.floor(now / 1_000), exp: Math.floor(until / 1_000) };
    const token = this.#sign({ sub: subject, jti: newId(now), ...times, generation: this.#generation, until });
    this.issued += 1;
    return { token, seconds };
  }

  stateOf(token: string): TokenState {
    const claims = verified(token);
    if (claims === null) return "unknown";
    return claims.until > Date.now() && claims.generation === this.#generation ? "valid" : "expired";
  }

  expireAll(): void {
    this.#generation += 1;
  }

  clear(): void {
    this.rate.clear();
    this.issued = 0;
  }

  #sign(claims: Record<string, unknown>): string {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const content = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
    return `${content}.${signatureOf(content).toString("base64url")}`;
  }
}

type Claims = { generation: number; until: number };

function verified(token: string): Claims | null {
  const end = token.lastIndexOf(".");
  const content = token.slice(0, Math.max(0, end));
  const given = Buffer.from(token.slice(end + 1), "base64url");
  const expected = signatureOf(content);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return JSON.parse(Buffer.from(content.slice(content.indexOf(".") + 1), "base64url").toString("utf8")) as Claims;
}

function signatureOf(content: string): Buffer {
  return createHmac("sha256", signingKey).update(content).digest();
}
