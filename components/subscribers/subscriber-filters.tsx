"use client";

import { useRouter } from "next/navigation";
import { SearchInput } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { ServerAction } from "@/components/ui/server-action";
import { FilterPills } from "@/components/ui/tabs";
import { toast } from "@/components/ui/toast";
import { useActionForm } from "@/components/ui/use-action-form";
import { formatCount } from "@/lib/format";
import { type SubscriberStatus, statusWords, subscriberStatuses } from "@/lib/subscribers/rules";
import { searchSchema } from "@/lib/subscribers/schema";
import type { TagRow } from "@/lib/tags/views";
import { type ListState, listHref } from "./list-address";

export type SearchPeople = ServerAction<
  { query: string; tag?: number | undefined; status?: SubscriberStatus | undefined },
  { href: string }
>;

type SubscriberFiltersProps = {
  state: ListState;
  /** What was searched for; from a cookie when it may not stand in the address. */
  query: string;
  tags: TagRow[];
  search: SearchPeople;
};

/** The words are sent, not put into the address: they may be a number. */
export function SubscriberFilters({ state, query, tags, search }: SubscriberFiltersProps) {
  const router = useRouter();
  const tagOptions = tags.map(({ id, name, subscriberCount }) => ({
    value: String(id),
    label: `${name} · ${formatCount(subscriberCount)}`,
  }));
  return (
    <div className="flex flex-wrap items-center gap-2.5 px-5 pt-4 pb-3.5">
      <SearchForm key={query} state={state} query={query} search={search} />
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

const formSchema = searchSchema.pick({ query: true });

function SearchForm({ state, query, search }: Omit<SubscriberFiltersProps, "tags">) {
  const router = useRouter();
  const { form, props, isBusy } = useActionForm(
    formSchema,
    (words) => search({ ...words, tag: state.tag, status: state.status }),
    {
      defaultValues: { query },
      onSuccess: ({ href }) => router.push(href),
      onFailure: ({ message, fields }) => toast.error(fields.query ?? message),
    },
  );
  return (
    <search className="w-full sm:w-72">
      <form {...props} aria-busy={isBusy}>
        <SearchInput {...form.register("query")} label="Name, number or e-mail" maxLength={100} />
      </form>
    </search>
  );
}
