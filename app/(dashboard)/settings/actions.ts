"use server";

import { revalidatePath } from "next/cache";
import { command } from "@/lib/auth/action";
import { saveOrganisation } from "@/lib/settings/commands";
import { organisationInputSchema } from "@/lib/settings/schema";

export const saveOrganisationAction = command(
  { permission: "settings.manage", input: organisationInputSchema },
  async (actor, organisation) => {
    await saveOrganisation(actor, organisation);
    // Every page shows times in the organisation's zone.
    revalidatePath("/", "layout");
  },
);
