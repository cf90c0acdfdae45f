import { z } from "zod";

/** The last answer to "Check connection", as it is kept. */
export const likelyCauses = [
  "wrong_credentials",
  "wrong_region",
  "unknown_plan",
  "unknown_app",
  "end_of_sale",
  "blocked_account",
  "too_many_requests",
] as const;
export type LikelyCause = (typeof likelyCauses)[number];

export const checkResultSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("connected"), latencyMs: z.number() }),
  z.object({ kind: z.literal("unreachable"), reason: z.string() }),
  z.object({
    kind: z.literal("refused"),
    httpStatus: z.number(),
    text: z.string(),
    likelyCauses: z.array(z.enum(likelyCauses)),
  }),
]);
export type CheckResult = z.output<typeof checkResultSchema>;

export const connectionCheckSchema = z.object({ checkedAt: z.iso.datetime(), result: checkResultSchema });
export type StoredCheck = z.output<typeof connectionCheckSchema>;
