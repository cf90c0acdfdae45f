"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { callAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import type { ComposerActions } from "./types";

export function DeleteDraftButton({ campaignId, remove }: { campaignId: number; remove: ComposerActions["remove"] }) {
  const router = useRouter();
  const confirm = async () => {
    const result = await callAction(remove, { campaignId });
    if (result.ok) return router.push("/campaigns");
    toast.error("Not deleted", { description: result.error.message });
  };
  return (
    <ConfirmDialog
      trigger={<IconButton label="Delete this draft" icon={<Trash2 />} className="max-sm:grow-0! max-sm:basis-auto!" />}
      title="Delete this draft?"
      confirmLabel="Delete the draft"
      onConfirm={confirm}
    >
      <p>Its name, audience and text are lost. Subscribers and tags stay as they are, and nobody was texted.</p>
    </ConfirmDialog>
  );
}
