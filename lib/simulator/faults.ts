import { z } from "zod";

/**
 * What goes wrong: with the next `times` calls, or with all of them for `seconds`. Request faults hit sends (`POST
 * /batches`, `messages:send`) unless `on` says otherwise; callback faults hit callbacks as they are made.
 */
const callbackKinds = [
  "duplicate_callbacks",
  "reorder_callbacks",
  "wrong_signature",
  "missing_callbacks",
  "unknown_batch_callbacks",
] as const;
export type CallbackFault = (typeof callbackKinds)[number] | "late_callbacks";

const status = z.int({ error: "must be an HTTP status" }).min(200).max(599);
const ms = z.number({ error: "must be a number" }).min(0).max(86_400_000);
const common = {
  times: z.int({ error: "must be a whole number" }).min(1).max(1_000_000_000).optional(),
  /** Of real time. */
  seconds: z.number().positive().max(86_400).optional(),
  on: z.enum(["send", "read", "token", "any"]).optional(),
};

const specSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("refuse"), ...common }),
  z.object({
    kind: z.literal("status"),
    status,
    retryAfter: z.union([z.string(), z.number()]).optional(),
    code: z.string().optional(),
    /** Instead of Sinch's own: a proxy's HTML page, say. */
    body: z.string().optional(),
    ...common,
  }),
  z.object({ kind: z.literal("status_after_accept"), status, ...common }),
  z.object({ kind: z.literal("hang_after_accept"), ...common }),
  z.object({ kind: z.literal("cut_response"), bytes: ms, ...common }),
  z.object({ kind: z.literal("delay"), ms, ...common }),
  z.object({ kind: z.literal("callback_before_response"), ms: ms.optional(), ...common }),
  z.object({ kind: z.literal("listing_lag"), ms, ...common }),
  z.object({ kind: z.literal("expire_tokens"), ...common }),
  z.object({ kind: z.literal("late_callbacks"), ms, ...common }),
  z.object({ kind: z.enum(callbackKinds), ...common }),
]);

type Spec = z.output<typeof specSchema>;
export type RequestFault = Exclude<Spec, { kind: CallbackFault } | { kind: "listing_lag" }>;
export type RequestKind = "send" | "read" | "token";
type Entry = { spec: Spec; left: number; until: number };

const wireKinds: readonly string[] = [
  "refuse",
  "status",
  "status_after_accept",
  "hang_after_accept",
  "cut_response",
  "delay",
  "callback_before_response",
  "expire_tokens",
];

export class Faults {
  #entries: Entry[] = [];

  /** Returns what is wrong with the description, or null. */
  add(wanted: unknown): string | null {
    const parsed = specSchema.safeParse(wanted);
    if (!parsed.success) {
      return parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    }
    const { times, seconds } = parsed.data;
    const isTimed = seconds !== undefined && times === undefined;
    this.#entries.push({
      spec: parsed.data,
      left: isTimed ? Number.POSITIVE_INFINITY : (times ?? 1),
      until: seconds === undefined ? Number.POSITIVE_INFINITY : Date.now() + seconds * 1_000,
    });
    return null;
  }

  takeForRequest(kind: RequestKind): RequestFault | null {
    const found = this.#use((spec) => isRequestFault(spec) && isOn(spec, kind));
    return found && isRequestFault(found) ? found : null;
  }

  takeForCallback(kind: CallbackFault): boolean {
    return this.#use((spec) => spec.kind === kind) !== null;
  }

  /** How late the next callback is to come; 0 when it is not. */
  takeLateness(): number {
    const found = this.#use((spec) => spec.kind === "late_callbacks");
    return found?.kind === "late_callbacks" ? found.ms : 0;
  }

  takeListingLag(): number {
    const found = this.#use((spec) => spec.kind === "listing_lag");
    return found?.kind === "listing_lag" ? found.ms : 0;
  }

  left(kind: CallbackFault): number {
    return this.#entries.find(({ spec }) => spec.kind === kind)?.left ?? 0;
  }

  /** `left` is null where only time ends it, `seconds` where only calls do. */
  list() {
    return this.#entries.map(({ spec, left, until }) => ({
      kind: spec.kind,
      left: Number.isFinite(left) ? left : null,
      seconds: Number.isFinite(until) ? Math.max(0, (until - Date.now()) / 1_000) : null,
    }));
  }

  clear(): void {
    this.#entries = [];
  }

  #use(isMeant: (spec: Spec) => boolean): Spec | null {
    if (this.#entries.length === 0) return null;
    const now = Date.now();
    this.#entries = this.#entries.filter((entry) => entry.until > now);
    const entry = this.#entries.find(({ spec }) => isMeant(spec));
    if (!entry) return null;
    entry.left -= 1;
    if (entry.left <= 0) this.#entries = this.#entries.filter((other) => other !== entry);
    return entry.spec;
  }
}

/** `any` is every call of both APIs; the token server has to be meant by name. */
function isOn({ on = "send" }: Spec, kind: RequestKind): boolean {
  return on === kind || (on === "any" && kind !== "token");
}

function isRequestFault(spec: Spec): spec is RequestFault {
  return wireKinds.includes(spec.kind);
}
