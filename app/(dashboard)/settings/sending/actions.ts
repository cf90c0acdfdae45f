"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action, command } from "@/lib/auth/action";
import { allowSending, confirmCopy, stopSending } from "@/lib/control/commands";
import { stopSchema } from "@/lib/control/schema";
import { saveSendingSettings } from "@/lib/settings/commands";
import { sendingSettingsInputSchema } from "@/lib/settings/schema";

export const saveSendingSettingsAction = action(
  { permission: "settings.manage", input: sendingSettingsInputSchema },
  async (_viewer, settings) => {
    await saveSendingSettings(settings);
    revalidatePath("/settings/sending");
  },
);

export const stopSendingAction = command({ permission: "sending.stop", input: stopSchema }, stopSending);

export const allowSendingAction = command({ permission: "sending.stop", input: z.void() }, allowSending);

export const confirmCopyAction = command({ permission: "sending.stop", input: z.void() }, confirmCopy);
