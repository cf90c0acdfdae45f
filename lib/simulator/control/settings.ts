import { z } from "zod";
import { behaviourSchema } from "../behaviour";
import { problemOfShares } from "../carrier/shares";
import type { Settings } from "../options";

const ms = z.number().min(0).max(86_400_000);
const rate = z.number().positive().max(10_000_000);

const schema = z.strictObject({
  messagesPerSecond: rate.optional(),
  appMessagesPerSecond: rate.optional(),
  projectRequestsPerSecond: rate.optional(),
  tokenSeconds: z.number().min(0).max(86_400).optional(),
  callbacks: z.boolean().optional(),
  timeScale: z.number().min(0).max(1_000).optional(),
  delays: z
    .strictObject({ minMs: ms, maxMs: ms })
    .refine(({ minMs, maxMs }) => minMs <= maxMs, "minMs must not exceed maxMs")
    .optional(),
  shares: z.record(z.string(), z.number().min(0).max(1)).optional(),
  behaviour: behaviourSchema.partial().optional(),
});

/** Returns what is wrong, or null once the settings are changed. `shares` replace all, `behaviour` only what it names. */
export function changeSettings(settings: Settings, wanted: unknown): string | null {
  const parsed = schema.safeParse(wanted);
  if (!parsed.success)
    return parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  const problem = parsed.data.shares ? problemOfShares(parsed.data.shares) : null;
  if (problem !== null) return problem;
  const { behaviour, ...rest } = parsed.data;
  Object.assign(settings, given(rest));
  // A new object: what was looked up of the old one must not be found again.
  settings.behaviour = { ...settings.behaviour, ...given(behaviour ?? {}) };
  return null;
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}
