"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { type Ask, askSafely } from "@/components/ui/ask";
import { SearchInput } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { FilterPills } from "@/components/ui/tabs";
import { toast } from "@/components/ui/toast";
import { formatCount } from "@/lib/format";
import { type SubscriberStatus, statusWords, subscriberStatuses } from "@/lib/subscribers/rules";
import type { TagRow } from "@/lib/tags/views";
import { type ListState, listHref } from "./list-address";

export type SearchAsk = Ask<
  { query: string; tag?: number | undefined; status?: SubscriberStatus | undefined },
  { href: string }
>;

type SubscriberFiltersProps = {
  state: ListState;
  /** What was searched for; from a cookie when it may not stand in the address. */
  query: string;
  tags: TagRow[];
  search: SearchAsk;
};

/** The words are sent, not put into the address: they may be a number. */
export function SubscriberFilters({ state, query, tags, search }: SubscriberFiltersProps) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  const submit = (form: FormData) =>
    start(async () => {
      const result = await askSafely(search, {
        query: String(form.get("query") ?? ""),
        tag: state.tag,
        status: state.status,
      });
      if (result.ok) router.push(result.data.href);
      else toast.error(result.error.message);
    });
  const tagOptions = tags.map(({ id, name, subscriberCount }) => ({
    value: String(id),
    label: `${name} · ${formatCount(subscriberCount)}`,
  }));
  return (
    <div className="flex flex-wrap items-center gap-2.5 px-5 pt-4 pb-3.5">
      <search className="w-full sm:w-72">
        <form action={submit} aria-busy={isPending}>
          <SearchInput key={query} label="Name, number or e-mail" name="query" defaultValue={query} maxLength={100} />
        </form>
      </search>
      {tags.length > 0 ? (
        <div className="w-full sm:w-52">
          <Select
            aria-label="Tag"
            value={state.tag === undefined ? "all" : String(state.tag)}
            options={[{ value: "all", label: "Any tag" }, ...tagOptions]}
            onValueChange={(value) =>
              router.push(listHref(state, { tag: value === "all" ? undefined : Number(value) }))
            }
          />
        </div>
      ) : null}
      <FilterPills
        label="Filter by status"
        items={[
          { label: "All", href: listHref(state, { status: undefined }), active: !state.status },
          ...subscriberStatuses.map((status) => ({
            label: statusWords[status],
            href: listHref(state, { status }),
            active: state.status === status,
          })),
        ]}
      />
    </div>
  );
}
