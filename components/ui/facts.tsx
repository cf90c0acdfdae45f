import type { ReactNode } from "react";

export type Fact = { label: string; value: ReactNode };

/** Names and values in two columns, one below the other on a phone: a review, the details of one thing. */
export function Facts({ items }: { items: readonly Fact[] }) {
  return (
    <dl className="divide-y">
      {items.map((item) => (
        <div key={item.label} className="grid gap-x-4 py-2.5 first:pt-0 last:pb-0 sm:grid-cols-[180px_1fr]">
          <dt className="text-ink-3">{item.label}</dt>
          <dd className="min-w-0 text-ink wrap-anywhere">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
