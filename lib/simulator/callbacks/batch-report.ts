import { type Batch, statusAt } from "../batch";

export type ReportFilter = { statuses?: readonly string[] | null; codes?: readonly number[] | null };

type Group = { code: number; status: string; count: number; recipients?: string[] };

/** How a batch stands, by code and status; `full` names the recipients. Empty when it was cancelled before sending. */
export function batchReport(batch: Batch, kind: "summary" | "full", { statuses, codes }: ReportFilter = {}) {
  const groups = new Map<string, Group>();
  const isNeverSent = batch.canceled && batch.drained === 0;
  for (let index = 0; index < (isNeverSent ? 0 : batch.recipients.length); index++) {
    const code = batch.code[index] ?? 0;
    const status = statusAt(batch, index);
    if ((statuses && !statuses.includes(status)) || (codes && !codes.includes(code))) continue;
    const key = `${code} ${status}`;
    const group = groups.get(key) ?? { code, status, count: 0, ...(kind === "full" ? { recipients: [] } : {}) };
    group.count += 1;
    group.recipients?.push(batch.recipients[index] ?? "");
    groups.set(key, group);
  }
  const { type, client_reference: reference } = batch.fields;
  return {
    type: type === "mt_media" ? "delivery_report_mms" : "delivery_report_sms",
    batch_id: batch.id,
    total_message_count: isNeverSent ? 0 : batch.recipients.length,
    statuses: [...groups.values()],
    ...(reference === undefined ? {} : { client_reference: reference }),
  };
}
