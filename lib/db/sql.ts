import template, { type Sql as Fragment, join, empty as nothing, raw } from "sql-template-tag";
import { Slot } from "./types";

/**
 * SQL as a value. A fragment carries what stands in it: other fragments, slots for what comes with a call, and constants of the
 * program, which are written into the text, so that the planner sees them. No fragment knows the number of a parameter.
 */
export type { Fragment };
export type Constant = string | number | boolean | null | readonly (string | number)[];
export type Part = Fragment | Slot | Constant;

export function sql(strings: TemplateStringsArray, ...parts: readonly Part[]): Fragment {
  return template(strings, ...parts);
}

export const empty = nothing;

/** A word of SQL that is chosen, a direction or a comparison: never anything from outside. */
export function keyword(word: string): Fragment {
  if (!/^[A-Za-z_<>=. ]+$/.test(word)) throw new Error(`no word of SQL: ${word}`);
  return raw(word);
}

export function all(conditions: readonly Fragment[]): Fragment {
  return conditions.length === 0 ? sql`TRUE` : join(conditions, " AND ");
}

export type Rendered = { text: string; slots: readonly Slot[] };

export function render({ strings, values }: Fragment): Rendered {
  const slots: Slot[] = [];
  const written = values.map((value) => (value instanceof Slot ? numberOf(value, slots) : literal(value)));
  const text = strings.map((part, index) => part + (written[index] ?? "")).join("");
  return { text, slots };
}

/** As `pg` takes it: each value in the place of its slot. */
export function toQuery(fragment: Fragment): { text: string; values: unknown[] } {
  const { text, slots } = render(fragment);
  return { text, values: slots.map(({ content }) => content) };
}

function numberOf(slot: Slot, slots: Slot[]): string {
  if (!slots.includes(slot)) slots.push(slot);
  return `$${slots.indexOf(slot) + 1}`;
}

/** Several are a list, as IN takes it. */
function literal(value: unknown): string {
  if (value === null) return "NULL";
  if (Array.isArray(value)) return value.map(literal).join(", ");
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value === "string" && !value.includes("\0") && !value.includes("\\"))
    return `'${value.replaceAll("'", "''")}'`;
  throw new Error("not a constant that SQL can hold");
}
