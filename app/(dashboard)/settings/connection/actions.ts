"use server";

import { z } from "zod";
import { action } from "@/lib/auth/action";
import { requestConnectionCheck } from "@/lib/connection/commands";

export const checkConnectionAction = action({ permission: "settings.manage", input: z.void() }, requestConnectionCheck);
