import "server-only";
import { canceledBySinch } from "../messages/reasons";
import { messageStatus } from "../messages/rules";
import type { SinchStatus } from "../sinch";

/** Sinch's word for what became of a message → ours (sinch-api B.2). */
const byReport: Record<SinchStatus, number> = {
  Queued: messageStatus.sent,
  Dispatched: messageStatus.dispatched,
  Delivered: messageStatus.delivered,
  Failed: messageStatus.failed,
  Expired: messageStatus.expired,
  Rejected: messageStatus.rejected,
  Aborted: messageStatus.aborted,
  Cancelled: messageStatus.canceled,
  Deleted: messageStatus.failed,
  Unknown: messageStatus.unknown,
};

/** A canceled message comes as Aborted or Cancelled, depending on the source: its code says so either way. */
export function statusOfReport(status: SinchStatus, code: number): number {
  return code === canceledBySinch ? messageStatus.canceled : byReport[status];
}
