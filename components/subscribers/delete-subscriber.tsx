"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { callAction, type ServerAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import { formatCounted } from "@/lib/format";
import type { SubscriberDetail } from "@/lib/subscribers/views";

type DeleteSubscriberProps = { subscriber: SubscriberDetail; remove: ServerAction<{ id: number }, void> };

export function DeleteSubscriber({ subscriber, remove }: DeleteSubscriberProps) {
  const router = useRouter();
  const fields = Object.keys(subscriber.attributes).length;
  const lost = [
    "the name and e-mail address",
    ...(fields > 0 ? [formatCounted(fields, "more field")] : []),
    ...(subscriber.tags.length > 0 ? [formatCounted(subscriber.tags.length, "tag")] : []),
  ];
  const confirm = async () => {
    const result = await callAction(remove, { id: subscriber.id });
    if (!result.ok) {
      toast.error(result.error.message);
      return false;
    }
    toast.success("Subscriber deleted");
    router.push("/subscribers");
    return true;
  };
  return (
    <ConfirmDialog
      trigger={
        <Button variant="danger" icon={<Trash2 />}>
          Delete
        </Button>
      }
      title={`Delete ${subscriber.name || "this subscriber"}?`}
      confirmLabel="Delete 1 subscriber"
      onConfirm={confirm}
    >
      <p>
        Lost: {lost.join(", ")}. <strong className="text-ink">Kept:</strong> an opt-out of this number, the evidence of
        consent, and what was sent in campaigns.
      </p>
    </ConfirmDialog>
  );
}
