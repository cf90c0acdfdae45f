"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useOptimistic, useTransition } from "react";
import { Badge, Chip } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DropdownMenu, MenuItem } from "@/components/ui/dropdown-menu";
import { callAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import type { SubscriberTagRef } from "@/lib/subscribers/views";
import type { ChangeTag } from "./bulk-bar";

type SubscriberTagsProps = {
  id: number;
  tags: SubscriberTagRef[];
  all: SubscriberTagRef[];
  /** Null for those who may only look. */
  actions: { tag: ChangeTag; untag: ChangeTag } | null;
};

/** The tags of one person; a change shows at once and is taken back when it fails. */
export function SubscriberTags({ id, tags, all, actions }: SubscriberTagsProps) {
  const router = useRouter();
  const [, start] = useTransition();
  const [shown, show] = useOptimistic(tags);
  const change = (action: ChangeTag, tag: SubscriberTagRef, next: SubscriberTagRef[]) =>
    start(async () => {
      show(next);
      const result = await callAction(action, { subscriberIds: [id], tagId: tag.id });
      if (!result.ok) toast.error(result.error.message);
      router.refresh();
    });
  const others = all.filter((tag) => !shown.some((one) => one.id === tag.id));
  if (!actions) return <Badges tags={shown} />;
  const without = (tag: SubscriberTagRef) => shown.filter((one) => one.id !== tag.id);
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {shown.map((tag) => (
        <Chip
          key={tag.id}
          removeLabel={`Take off ${tag.name}`}
          onRemove={() => change(actions.untag, tag, without(tag))}
        >
          {tag.name}
        </Chip>
      ))}
      {shown.length === 0 && others.length === 0 ? <p className="text-ink-3">There are no tags yet.</p> : null}
      {others.length > 0 ? <AddTag tags={others} onAdd={(tag) => change(actions.tag, tag, [...shown, tag])} /> : null}
    </div>
  );
}

function Badges({ tags }: { tags: readonly SubscriberTagRef[] }) {
  if (tags.length === 0) return <p className="text-ink-3">No tags.</p>;
  return (
    <p className="flex flex-wrap gap-1.5">
      {tags.map((tag) => (
        <Badge key={tag.id}>{tag.name}</Badge>
      ))}
    </p>
  );
}

type AddTagProps = { tags: readonly SubscriberTagRef[]; onAdd: (tag: SubscriberTagRef) => void };

function AddTag({ tags, onAdd }: AddTagProps) {
  const trigger = (
    <Button size="sm" variant="ghost" icon={<Plus />}>
      Add a tag
    </Button>
  );
  return (
    <DropdownMenu align="start" trigger={trigger}>
      {tags.map((tag) => (
        <MenuItem key={tag.id} onSelect={() => onAdd(tag)}>
          {tag.name}
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}
