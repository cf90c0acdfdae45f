/**
 * Sinch writes numbers as bare digits, older callbacks with `+`: the product knows only `+digits`. Short codes
 * (up to 6 digits) and alphanumeric senders stay as they are. Null when there is no address in it at all.
 */
export function toAddress(raw: unknown): string | null {
  if (typeof raw !== "string" && typeof raw !== "number") return null;
  const text = String(raw).trim();
  const compact = text.replace(/[\s().-]/g, "");
  const digits = /^(?:\+|00)?([1-9]\d{2,19})$/.exec(compact)?.[1];
  if (digits === undefined) return text === "" ? null : text;
  return digits.length <= 6 && !compact.startsWith("+") ? digits : `+${digits}`;
}

/** As `toAddress`, but only a number will do. */
export function toNumber(raw: unknown): string | null {
  const address = toAddress(raw);
  return address !== null && /^\+?\d+$/.test(address) ? address : null;
}
