"use server";

import { z } from "zod";
import { publicAction } from "@/lib/auth/action";
import { signOut } from "@/lib/auth/sign-out";

/** Open to everybody: whoever has no session any more must still be able to leave. */
export const signOutAction = publicAction({ input: z.void() }, signOut);
