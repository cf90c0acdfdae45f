import "server-only";
import { now } from "../../clock";
import { saveConnectionCheck } from "../../connection/commands";
import type { CheckResult } from "../../connection/schema";
import type { ConnectionCheck } from "../../sinch";
import type { Engine } from "./engine";

/** Asks Sinch for something harmless, from where texts are sent, and keeps the answer for the page that asked. */
export async function checkConnection(engine: Engine, signal: AbortSignal): Promise<void> {
  const check = await engine.transport.checkConnection(signal);
  await saveConnectionCheck({ checkedAt: now().toISOString(), result: checkResultOf(check) });
}

export function checkResultOf(check: ConnectionCheck): CheckResult {
  switch (check.kind) {
    case "connected":
      return check;
    case "unreachable":
      return check;
    case "refused":
      return { kind: "refused", httpStatus: check.httpStatus, text: check.text, likelyCauses: check.likelyCauses };
  }
}
