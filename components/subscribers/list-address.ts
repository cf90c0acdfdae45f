import type { SubscriberStatus } from "@/lib/subscribers/rules";

/** What stands in the address of the list; a search that may hold a number never does. */
export type ListState = {
  q?: string | undefined;
  tag?: number | undefined;
  status?: SubscriberStatus | undefined;
  found?: "number" | undefined;
  cursor?: string | undefined;
};

/** A change of filter goes back to the first page. */
export function listHref(state: ListState, change: ListState = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...state, cursor: undefined, ...change })) {
    if (value !== undefined && value !== "") params.set(name, String(value));
  }
  const query = params.toString();
  return query ? `/subscribers?${query}` : "/subscribers";
}
