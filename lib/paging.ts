import { z } from "zod";

/** A page of a keyset-paged list. The cursors are opaque to everybody but the query that made them. */
export type Page<Row> = { rows: Row[]; next: string | null; previous: string | null };

export const pageSize = 50;

export type Cursor = { direction: "after" | "before"; key: (string | number)[] };

const cursorSchema = z.object({
  direction: z.enum(["after", "before"]),
  key: z
    // What no key of ours is, Postgres would refuse in words of its own: NULs, fractions, more than an int holds.
    .array(z.union([z.string().refine((text) => !text.includes("\0")), z.int32()]))
    .min(1)
    .max(4),
});

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/** A cursor that was tampered with or comes from an older version means the first page. */
export function decodeCursor(text: string | null | undefined): Cursor | null {
  if (!text) return null;
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    return null;
  }
}

/**
 * Makes a page out of at most `size + 1` rows that were fetched in the cursor's direction
 * (a `before` page is fetched in reverse order and turned round here).
 */
export function toPage<Row>(
  fetched: Row[],
  cursor: Cursor | null,
  keyOf: (row: Row) => Cursor["key"],
  size: number = pageSize,
): Page<Row> {
  const hasMore = fetched.length > size;
  const rows = fetched.slice(0, size);
  const backwards = cursor?.direction === "before";
  if (backwards) rows.reverse();
  const first = rows[0];
  const last = rows.at(-1);
  const hasNext = backwards ? true : hasMore;
  const hasPrevious = backwards ? hasMore : cursor !== null;
  return {
    rows,
    next: hasNext && last ? encodeCursor({ direction: "after", key: keyOf(last) }) : null,
    previous: hasPrevious && first ? encodeCursor({ direction: "before", key: keyOf(first) }) : null,
  };
}

/** The id that a one-column cursor points at; null, the first page, when somebody made the cursor up. */
export function idOf(cursor: Cursor | null): number | null {
  const [id] = cursor?.key ?? [];
  return typeof id === "number" ? id : null;
}
