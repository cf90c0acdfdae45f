"use client";

import { Button, ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { type CreateCampaign, NewCampaignForm } from "./new-campaign-form";

type NewCampaignCardProps = { create: CreateCampaign; includeTagIds: number[] };

/** The same form on a page of its own, for links and the command palette. */
export function NewCampaignCard({ create, includeTagIds }: NewCampaignCardProps) {
  return (
    <Card>
      <NewCampaignForm create={create} includeTagIds={includeTagIds}>
        {(isBusy) => (
          <div className="flex flex-wrap justify-end gap-2">
            <ButtonLink href="/campaigns">Go back</ButtonLink>
            <Button type="submit" variant="primary" loading={isBusy}>
              Create draft
            </Button>
          </div>
        )}
      </NewCampaignForm>
    </Card>
  );
}
