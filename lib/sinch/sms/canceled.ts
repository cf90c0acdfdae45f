import type { Answer } from "../answer";
import { toNumber } from "../numbers";
import type { CanceledPeople } from "../types";
import type { SmsClient } from "./client";

/** Sinch's code for what was canceled, with whichever status it comes (sinch-api B.3). */
const canceledCode = 407;

/** Of a batch that was canceled before anything left the report is empty; later it names those who were not sent to. */
export async function findCanceled(
  client: SmsClient,
  id: string,
  signal?: AbortSignal,
): Promise<Answer<CanceledPeople>> {
  const answer = await client.reports.ofBatch(id, { type: "full" }, signal);
  if (!answer.ok) return answer;
  const canceled = answer.value.statuses.filter(({ code, status }) => code === canceledCode || status === "Cancelled");
  const recipients = canceled.flatMap((group) => group.recipients ?? []).map(toNumber);
  return {
    ok: true,
    value: {
      isEverybody: answer.value.statuses.length === 0,
      recipients: recipients.filter((number) => number !== null),
    },
  };
}
