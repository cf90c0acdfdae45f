/** What goes wrong with the next N calls. Request faults hit `POST /batches`, or every call with `on: "any"`. */
export type RequestFault =
  | { kind: "refuse" }
  | { kind: "status"; status: number; retryAfter?: string | number; code?: string }
  | { kind: "hang_after_accept" }
  | { kind: "status_after_accept"; status: number }
  | { kind: "cut_response"; bytes: number }
  | { kind: "delay"; ms: number };
export type CallbackFault = "duplicate_callbacks" | "reorder_callbacks" | "wrong_signature";

type Entry = { kind: string; on: "send" | "any"; left: number; fault: RequestFault | null };

const callbackFaults: readonly string[] = ["duplicate_callbacks", "reorder_callbacks", "wrong_signature"];

export type Faults = ReturnType<typeof createFaults>;

export function createFaults() {
  let entries: Entry[] = [];

  function use(entry: Entry | undefined): Entry | undefined {
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) entries = entries.filter((other) => other !== entry);
    return entry;
  }

  return {
    /** Returns what is wrong with the description, or null. */
    add(spec: Record<string, unknown>): string | null {
      const times = spec.times ?? 1;
      if (typeof times !== "number" || !Number.isInteger(times) || times < 1) return "times must be a whole number";
      const on = spec.on === "any" ? "any" : "send";
      if (typeof spec.kind === "string" && callbackFaults.includes(spec.kind)) {
        entries.push({ kind: spec.kind, on, left: times, fault: null });
        return null;
      }
      const fault = toRequestFault(spec);
      if (typeof fault === "string") return fault;
      entries.push({ kind: fault.kind, on, left: times, fault });
      return null;
    },
    takeForRequest(isSend: boolean): RequestFault | null {
      if (entries.length === 0) return null;
      return use(entries.find((entry) => entry.fault && (isSend || entry.on === "any")))?.fault ?? null;
    },
    takeForCallback(kind: CallbackFault): boolean {
      return entries.length > 0 && use(entries.find((entry) => entry.kind === kind)) !== undefined;
    },
    left: (kind: CallbackFault) => entries.find((entry) => entry.kind === kind)?.left ?? 0,
    list: () => entries.map(({ kind, left }) => ({ kind, left })),
    clear(): void {
      entries = [];
    },
  };
}

function toRequestFault(spec: Record<string, unknown>): RequestFault | string {
  const { status, bytes, ms } = spec;
  const isStatus = typeof status === "number" && status >= 200 && status <= 599;
  switch (spec.kind) {
    case "refuse":
    case "hang_after_accept":
      return { kind: spec.kind };
    case "status":
      return isStatus ? { kind: "status", status, ...refusalDetails(spec) } : "status must be an HTTP status";
    case "status_after_accept":
      return isStatus ? { kind: "status_after_accept", status } : "status must be an HTTP status";
    case "cut_response":
      return typeof bytes === "number" && bytes >= 0 ? { kind: "cut_response", bytes } : "bytes must be a number";
    case "delay":
      return typeof ms === "number" && ms >= 0 ? { kind: "delay", ms } : "ms must be a number";
    default:
      return "kind is not known";
  }
}

function refusalDetails({ retryAfter, code }: Record<string, unknown>) {
  const hasRetryAfter = typeof retryAfter === "string" || typeof retryAfter === "number";
  return { ...(hasRetryAfter ? { retryAfter } : {}), ...(typeof code === "string" ? { code } : {}) };
}
