import type { Permission } from "./permissions";

/** What a server action or a route handler says about itself, so that a test can walk all of them. */
export type Door = { kind: "action" | "route"; permission: Permission | "public" };

const mark = Symbol.for("tidings.door");

// biome-ignore lint/suspicious/noExplicitAny: any function may be a door; its own type is kept.
export function asDoor<Handler extends (...args: any[]) => unknown>(door: Door, handler: Handler): Handler {
  return Object.defineProperty(handler, mark, { value: Object.freeze(door) });
}

/** Null for a function that was not made by action(), route() or their public sisters. */
export function doorOf(handler: unknown): Door | null {
  if (typeof handler !== "function") return null;
  return (handler as { [mark]?: Door })[mark] ?? null;
}
