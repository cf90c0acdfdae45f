import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isUnreached, reasonFor } from "@/lib/messages/reasons";
import {
  exceptionalStatuses,
  isFinal,
  ledgerColumnOf,
  mayBecome,
  messageStatus,
  messageStatuses,
  messageStatusOf,
} from "@/lib/messages/rules";
import { conversationReasons } from "@/lib/sinch";

const anyStatus = fc.constantFrom(...messageStatuses.map((name) => messageStatus[name]));

/** What is left of a message after a sequence of reports, as the engine would apply them. */
function settle(statuses: number[]): number {
  return statuses.reduce((now, next) => (mayBecome(now, next) ? next : now), messageStatus.queued as number);
}

describe("a message's state", () => {
  test("only climbs, whatever is reported in whatever order", () => {
    fc.assert(
      fc.property(fc.array(anyStatus, { maxLength: 12 }), (reports) => {
        let current: number = messageStatus.queued;
        for (const next of reports) {
          if (!mayBecome(current, next)) continue;
          expect(next > current || current === messageStatus.unknown).toBe(true);
          current = next;
        }
      }),
    );
  });

  test("a final state is written once; only unknown may still become another final one", () => {
    fc.assert(
      fc.property(anyStatus, anyStatus, (from, to) => {
        if (!isFinal(from) || !mayBecome(from, to)) return;
        expect(from).toBe(messageStatus.unknown);
        expect(isFinal(to)).toBe(true);
        expect(to).not.toBe(messageStatus.unknown);
      }),
    );
  });

  test("reports delivered twice change nothing", () => {
    fc.assert(
      fc.property(fc.array(anyStatus, { maxLength: 8 }), (reports) => {
        expect(settle(reports.flatMap((report) => [report, report]))).toBe(settle(reports));
      }),
    );
  });

  test("only what nobody tried to send can be skipped, and a skip is for good", () => {
    for (const name of messageStatuses) {
      expect(mayBecome(messageStatus[name], messageStatus.skipped)).toBe(name === "queued");
      expect(mayBecome(messageStatus.skipped, messageStatus[name])).toBe(false);
    }
  });
});

describe("the ledger", () => {
  test("has exactly one column for each state", () => {
    expect(Object.keys(ledgerColumnOf).sort()).toEqual([...messageStatuses].sort());
  });

  test("every state that is neither waiting nor accepted is listed as an exception", () => {
    const expected = messageStatuses.filter((name) => !["toGo", "accepted"].includes(ledgerColumnOf[name]));
    expect(exceptionalStatuses.map(messageStatusOf).sort()).toEqual([...expected].sort());
  });
});

describe("reasons in plain words", () => {
  test.each([
    ["failed", 402, "Number not in service"],
    ["failed", 61, "Blocked by the person or their operator"],
    ["aborted", 405, "A merge field had no value"],
    ["failed", 151, "Blocked by the person or their operator"],
    ["failed", 77, "Blocked by the operator"],
    ["failed", 9999, "Failed"],
    ["failed", 603, "Number not in service"],
    ["failed", 618, "Blocked by the operator"],
    ["failed", 620, "Rejected by Sinch"],
    ["expired", 0, "Not delivered in time"],
    ["skipped", 1, "Opted out"],
    ["unclear", 0, "Unclear whether Sinch accepted it"],
  ] as const)("%s with code %d: %s", (status, code, title) => {
    expect(reasonFor(messageStatus[status], code)?.title).toBe(title);
  });

  test("nothing to explain for what goes well", () => {
    for (const name of ["queued", "sent", "dispatched", "delivered"] as const) {
      expect(reasonFor(messageStatus[name], 0)).toBeNull();
    }
  });
});

describe("another try at another hour", () => {
  const advises = (code: number) =>
    /new try (at another hour )?may work|out of reach until/.test(reasonFor(messageStatus.failed, code)?.advice ?? "");

  test("is offered for a code exactly if its words say that it may help", () => {
    for (let code = 1; code < 700; code++) {
      expect([code, isUnreached(messageStatus.failed, code)]).toEqual([code, advises(code)]);
    }
  });

  test("is only for what surely did not arrive and was not refused", () => {
    const unreached = messageStatuses.filter((name) => isUnreached(messageStatus[name], 404));
    expect(unreached).toEqual(["failed", "expired", "aborted"]);
    expect(isUnreached(messageStatus.expired, 0)).toBe(true);
    expect(isUnreached(messageStatus.failed, 0)).toBe(false);
  });
});

test("every reason of the Conversation API has words of its own, under the number lib/sinch gives it", () => {
  const known = {
    603: "RECIPIENT_INVALID_CHANNEL_IDENTITY",
    618: "DELIVERY_REJECTED_DUE_TO_POLICY",
    628: "MESSAGE_EXPIRED",
  };
  expect(conversationReasons).toMatchObject(known);
  for (const code of Object.keys(conversationReasons)) {
    expect(reasonFor(messageStatus.failed, Number(code))?.title).not.toBe("Failed");
  }
});
