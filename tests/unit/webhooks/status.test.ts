import { describe, expect, test } from "vitest";
import { canceledBySinch } from "@/lib/messages/reasons";
import { messageStatus } from "@/lib/messages/rules";
import type { SinchStatus } from "@/lib/sinch";
import { statusOfReport } from "@/lib/webhooks/status";

const { sent, dispatched, delivered, failed, expired, rejected, aborted, canceled, unknown } = messageStatus;

const words: [SinchStatus, number][] = [
  ["Queued", sent],
  ["Dispatched", dispatched],
  ["Delivered", delivered],
  ["Failed", failed],
  ["Expired", expired],
  ["Rejected", rejected],
  ["Aborted", aborted],
  ["Cancelled", canceled],
  ["Deleted", failed],
  ["Unknown", unknown],
];

describe("what a report says of a message", () => {
  test.each(words)("%s", (word, status) => {
    expect(statusOfReport(word, 0)).toBe(status);
  });

  test.each(words)("%s with the code of a cancel is a cancel", (word) => {
    expect(statusOfReport(word, canceledBySinch)).toBe(canceled);
  });
});
