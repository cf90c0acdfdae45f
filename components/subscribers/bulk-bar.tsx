"use client";

import { Tag, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { DropdownMenu, MenuItem, MenuLabel } from "@/components/ui/dropdown-menu";
import { callAction, type ServerAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import { formatCounted } from "@/lib/format";
import type { TagRow } from "@/lib/tags/views";

export type ChangeTag = ServerAction<{ subscriberIds: number[]; tagId: number }, { changed: number }>;

type BulkBarProps = { ids: number[]; tags: TagRow[]; tag: ChangeTag; untag: ChangeTag; onDone: () => void };

/** What can be done with those who are chosen on this page. */
export function BulkBar({ ids, tags, tag, untag, onDone }: BulkBarProps) {
  const router = useRouter();
  const [isBusy, start] = useTransition();
  const apply = (action: ChangeTag, { id, name }: TagRow, words: string) =>
    start(async () => {
      const result = await callAction(action, { subscriberIds: ids, tagId: id });
      if (!result.ok) return void toast.error(result.error.message);
      toast.success(`“${name}” ${words} ${formatCounted(result.data.changed, "person", "people")}`);
      onDone();
      router.refresh();
    });
  return (
    <section
      aria-label="Chosen subscribers"
      className="flex flex-wrap items-center gap-2 border-t bg-accent-soft px-5 py-2.5"
    >
      <p role="status" className="mr-2 font-[550] text-accent">
        {formatCounted(ids.length, "person", "people")} chosen
      </p>
      <TagMenu label="Add a tag" tags={tags} isBusy={isBusy} onPick={(one) => apply(tag, one, "added to")} />
      <TagMenu label="Take a tag off" tags={tags} isBusy={isBusy} onPick={(one) => apply(untag, one, "taken off")} />
      <Button size="sm" variant="ghost" icon={<X />} onClick={onDone}>
        Choose nobody
      </Button>
    </section>
  );
}

type TagMenuProps = { label: string; tags: TagRow[]; isBusy: boolean; onPick: (tag: TagRow) => void };

function TagMenu({ label, tags, isBusy, onPick }: TagMenuProps) {
  return (
    <DropdownMenu
      align="start"
      trigger={
        <Button size="sm" icon={<Tag />} loading={isBusy}>
          {label}
        </Button>
      }
    >
      {tags.length === 0 ? <MenuLabel>No tags yet: make one under “Tags” above.</MenuLabel> : null}
      {tags.map((tag) => (
        <MenuItem key={tag.id} onSelect={() => onPick(tag)}>
          {tag.name}
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}
