"use client";

import { Plus } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { type CreateCampaign, NewCampaignForm } from "./new-campaign-form";

export function NewCampaignButton({ create }: { create: CreateCampaign }) {
  return (
    <Dialog
      size="sm"
      title="New campaign"
      description="A draft that saves itself. Nothing is sent before you confirm the exact number."
      trigger={
        <Button variant="primary" icon={<Plus />}>
          New campaign
        </Button>
      }
    >
      <NewCampaignForm create={create}>
        {(isBusy) => (
          <div className="flex flex-wrap justify-end gap-2 max-sm:[&>*]:grow">
            <DialogClose>
              <Button>Go back</Button>
            </DialogClose>
            <Button type="submit" variant="primary" loading={isBusy}>
              Create draft
            </Button>
          </div>
        )}
      </NewCampaignForm>
    </Dialog>
  );
}
