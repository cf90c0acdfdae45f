"use server";

import { revalidatePath } from "next/cache";
import { action } from "@/lib/auth/action";
import { saveOrganisation } from "@/lib/settings/commands";
import { organisationInputSchema } from "@/lib/settings/schema";

export const saveOrganisationAction = action(
  { permission: "settings.manage", input: organisationInputSchema },
  async (_viewer, organisation) => {
    await saveOrganisation(organisation);
    // Every page shows times in the organisation's zone.
    revalidatePath("/", "layout");
  },
);
