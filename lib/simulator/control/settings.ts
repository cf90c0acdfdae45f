import { z } from "zod";
import type { Settings } from "../options";

const ms = z.number().min(0).max(86_400_000);

const schema = z.strictObject({
  messagesPerSecond: z.number().positive().max(1_000_000).optional(),
  callbacks: z.boolean().optional(),
  timeScale: z.number().min(0).max(1_000).optional(),
  delays: z
    .strictObject({ minMs: ms, maxMs: ms })
    .refine(({ minMs, maxMs }) => minMs <= maxMs, "minMs must not exceed maxMs")
    .optional(),
});

/** Returns what is wrong, or null once the settings are changed. */
export function changeSettings(settings: Settings, wanted: unknown): string | null {
  const parsed = schema.safeParse(wanted);
  if (!parsed.success)
    return parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  const given = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
  Object.assign(settings, Object.fromEntries(given));
  return null;
}
