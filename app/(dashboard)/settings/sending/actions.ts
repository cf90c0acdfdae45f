"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/auth/action";
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

export const stopSendingAction = action({ permission: "sending.stop", input: stopSchema }, stopSending);

export const allowSendingAction = action({ permission: "sending.stop", input: z.void() }, allowSending);

export const confirmCopyAction = action({ permission: "sending.stop", input: z.void() }, confirmCopy);
