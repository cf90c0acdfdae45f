import { z } from "zod";
import { isNumeric, toDigits, toSender } from "../numbers";
import type { Simulation } from "../simulation";
import type { HandsetText } from "../store";

const hex = /^(?:[0-9A-Fa-f]{2})*$/;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

const schema = z.object({
  from: z.string(),
  to: z.string().optional(),
  body: z.string().max(2_000).optional(),
  media: z
    .array(z.object({ url: z.url(), content_type: z.string().max(100).default("image/jpeg") }))
    .min(1)
    .max(10)
    .optional(),
  /** Makes it binary: `body` is Base64 then. */
  udh: z.string().regex(hex).max(280).optional(),
});

/** A text written on a handset. `to` is the plan's number unless given. */
export function receiveInbound(simulation: Simulation, wanted: unknown): { id: string } | { problem: string } {
  const parsed = schema.safeParse(wanted);
  if (!parsed.success) return { problem: "from and body must be texts, media a list of {url}, udh hex" };
  const { body, media, udh } = parsed.data;
  const from = toDigits(parsed.data.from);
  const to = toSender(parsed.data.to ?? simulation.options.number);
  if (from === null) return { problem: "from must be a number in international form" };
  if (to === null || !isNumeric(to)) return { problem: "to must be a number: a name cannot be answered" };
  if (body === undefined && !media) return { problem: "body or media is needed" };
  if (udh !== undefined && !base64.test(body ?? "")) return { problem: "body must be Base64 when there is a udh" };
  const text: HandsetText = {
    from,
    to,
    body: body ?? "",
    ...(media ? { media } : {}),
    ...(udh === undefined ? {} : { udh }),
  };
  return { id: simulation.handsets.write(text).id };
}
