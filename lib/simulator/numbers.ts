const plain = /^\+?[1-9]\d{4,14}$/;

/** International with `+`, `00` or bare; spaces, dashes and brackets do not matter. Bare digits or null. */
export function toDigits(raw: string): string | null {
  if (plain.test(raw)) return raw.charCodeAt(0) === 43 ? raw.slice(1) : raw;
  const compact = raw.replace(/[\s()-]/g, "").replace(/^00/, "");
  if (!plain.test(compact)) return null;
  return compact.replace("+", "");
}

/** Bare digits for a number, the text itself for an alphanumeric sender of at most 11 characters, else null. */
export function toSender(raw: string): string | null {
  const digits = toDigits(raw);
  if (digits !== null) return digits;
  if (/^\d{3,6}$/.test(raw)) return raw;
  return /^[A-Za-z0-9 ._&-]{1,11}$/.test(raw) && /[A-Za-z]/.test(raw) ? raw : null;
}

export function isNumeric(address: string): boolean {
  return /^\d+$/.test(address);
}
