"use server";

import { revalidatePath } from "next/cache";
import { action } from "@/lib/auth/action";
import { addOptOut, liftOptOut } from "@/lib/consent/by-hand";
import { getNumberStanding } from "@/lib/consent/queries";
import { addOptOutSchema, findNumberSchema, liftOptOutSchema } from "@/lib/consent/schema";

export const findNumberAction = action({ permission: "optout.read", input: findNumberSchema }, getNumberStanding);

export const addOptOutAction = action({ permission: "optout.write", input: addOptOutSchema }, async (viewer, input) => {
  const added = await addOptOut(viewer, input);
  revalidatePath("/opt-outs");
  return added;
});

export const liftOptOutAction = action(
  { permission: "optout.write", input: liftOptOutSchema },
  async (viewer, input) => {
    const lifted = await liftOptOut(viewer, input);
    revalidatePath("/opt-outs");
    return lifted;
  },
);
