/** Text that Postgres can keep: no NUL, and no half of a surrogate pair (jsonb refuses it, text turns it into another sign). */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** For text from outside that must be kept whatever is in it: a reply with a NUL in it may still say STOP. */
export function toStorable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
