import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Sinch signs `rawBody.nonce.timestamp` with HMAC-SHA256. The age of the timestamp is not judged here: whether
 * a retry 22 hours later is signed anew is not documented, and what arrives twice is recognised by its content.
 */
export type VerifyInput = {
  /** The bytes as they arrived; JSON that was parsed and written again does not verify. */
  rawBody: Buffer;
  /** Node's or fetch's headers; names in any case. */
  headers: Headers | Record<string, string | string[] | undefined>;
  secret: string;
};

const prefix = "x-sinch-webhook-signature";

export function verifySignature({ rawBody, headers, secret }: VerifyInput): boolean {
  const read = reader(headers);
  const signature = read(prefix);
  const nonce = read(`${prefix}-nonce`);
  const timestamp = read(`${prefix}-timestamp`);
  const algorithm = read(`${prefix}-algorithm`);
  if (secret === "" || !signature || !nonce || !timestamp) return false;
  if (algorithm !== null && algorithm.toLowerCase() !== "hmacsha256") return false;
  const expected = createHmac("sha256", secret).update(rawBody).update(`.${nonce}.${timestamp}`).digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function reader(headers: VerifyInput["headers"]): (name: string) => string | null {
  if (headers instanceof Headers) return (name) => headers.get(name);
  const values = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => {
    const value = values.get(name);
    return typeof value === "string" ? value : null;
  };
}
