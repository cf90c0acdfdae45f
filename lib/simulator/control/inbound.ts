import { z } from "zod";
import { isNumeric, toDigits, toSender } from "../numbers";
import type { Simulation } from "../simulation";

const schema = z.object({
  from: z.string(),
  to: z.string().optional(),
  body: z.string().max(2_000),
});

/** A text written on a handset. `to` is the plan's number unless given. */
export function receiveInbound(simulation: Simulation, wanted: unknown): { id: string } | { problem: string } {
  const parsed = schema.safeParse(wanted);
  if (!parsed.success) return { problem: "from and body must be texts" };
  const from = toDigits(parsed.data.from);
  const to = toSender(parsed.data.to ?? simulation.options.number);
  if (from === null) return { problem: "from must be a number in international form" };
  if (to === null || !isNumeric(to)) return { problem: "to must be a number: a name cannot be answered" };
  return { id: simulation.receive({ from, to, body: parsed.data.body }).id };
}
