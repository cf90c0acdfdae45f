"use server";

import { revalidatePath } from "next/cache";
import { action, command } from "@/lib/auth/action";
import { addOptOut, liftOptOut } from "@/lib/consent/commands";
import { getNumberStanding } from "@/lib/consent/queries";
import { addOptOutSchema, findNumberSchema, liftOptOutSchema } from "@/lib/consent/schema";

export const findNumberAction = action({ permission: "optout.read", input: findNumberSchema }, getNumberStanding);

export const addOptOutAction = command({ permission: "optout.write", input: addOptOutSchema }, async (actor, input) => {
  const added = await addOptOut(actor, input);
  revalidatePath("/opt-outs");
  return added;
});

export const liftOptOutAction = command(
  { permission: "optout.write", input: liftOptOutSchema },
  async (actor, input) => {
    const lifted = await liftOptOut(actor, input);
    revalidatePath("/opt-outs");
    return lifted;
  },
);
