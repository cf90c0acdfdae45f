import type { Answer } from "../answer";
import { objectWith } from "../answer";
import type { Api } from "../api";
import { toNumber } from "../numbers";
import type { DryRunResult, OutgoingBatch } from "../types";
import { maxPageBytes } from "./client";
import { toBatchJson } from "./request-body";
import type { DryRun } from "./wire";

/** The very JSON that would be sent, so that nothing differs but the address. */
export async function dryRun(api: Api, batch: OutgoingBatch, signal?: AbortSignal): Promise<Answer<DryRunResult>> {
  const answer = await api.ask<DryRun>(
    {
      method: "POST",
      path: "/batches/dry_run",
      query: { per_recipient: true, number_of_recipients: batch.to.length },
      json: toBatchJson(batch),
      maxBytes: maxPageBytes,
      signal,
    },
    objectWith("number_of_recipients", "number_of_messages"),
  );
  return answer.ok ? { ok: true, value: toResult(answer.value) } : answer;
}

function toResult(wire: DryRun): DryRunResult {
  return {
    recipients: wire.number_of_recipients,
    parts: wire.number_of_messages,
    perRecipient: (wire.per_recipient ?? []).flatMap(({ recipient, body, number_of_parts: parts, encoding }) => {
      const number = toNumber(recipient);
      return number === null
        ? []
        : [
            {
              recipient: number,
              body,
              parts,
              encoding: encoding === "unicode" ? ("unicode" as const) : ("gsm" as const),
            },
          ];
    }),
  };
}
