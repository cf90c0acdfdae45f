"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { command } from "@/lib/auth/action";
import { allowSending, confirmCopy, stopSending } from "@/lib/control/commands";
import { stopSchema } from "@/lib/control/schema";
import { saveSendingSettings } from "@/lib/settings/commands";
import { sendingSettingsInputSchema } from "@/lib/settings/schema";

export const saveSendingSettingsAction = command(
  { permission: "settings.manage", input: sendingSettingsInputSchema },
  async (actor, settings) => {
    await saveSendingSettings(actor, settings);
    revalidatePath("/settings/sending");
  },
);

export const stopSendingAction = command({ permission: "sending.stop", input: stopSchema }, stopSending);

export const allowSendingAction = command({ permission: "sending.stop", input: z.void() }, allowSending);

export const confirmCopyAction = command({ permission: "sending.stop", input: z.void() }, confirmCopy);
