"use server";

import { z } from "zod";
import { command } from "@/lib/auth/action";
import { requestConnectionCheck } from "@/lib/connection/commands";

export const checkConnectionAction = command(
  { permission: "settings.manage", input: z.void() },
  requestConnectionCheck,
);
