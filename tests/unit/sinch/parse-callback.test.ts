import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { finalStatuses, isFinalStatus, parseCallback, sinchStatuses } from "@/lib/sinch";

const report = {
  type: "recipient_delivery_report_sms",
  batch_id: "01JHFFHQ0P99JPPNQPJDV7JTBP",
  client_reference: "attempt-1",
  recipient: "33662162466",
  code: 0,
  status: "Delivered",
  at: "2025-01-13T09:22:40.914Z",
};
const inbound = {
  type: "mo_text",
  id: "01J",
  from: "4915112345678",
  to: "12015550100",
  body: "STOP",
  received_at: "2025-01-13T09:22:40Z",
};
const parse = (value: unknown) => parseCallback(JSON.stringify(value));

describe("a recipient's delivery report", () => {
  test("is normalised", () => {
    expect(parse(report)).toEqual({
      kind: "delivery_report",
      providerBatchId: "01JHFFHQ0P99JPPNQPJDV7JTBP",
      clientReference: "attempt-1",
      recipient: "+33662162466",
      status: "Delivered",
      code: 0,
      at: new Date("2025-01-13T09:22:40.914Z"),
    });
  });

  test.each([
    ["the MMS type", { type: "recipient_delivery_report_mms" }, {}],
    ["a + on the number", { recipient: "+33662162466" }, {}],
    ["00 before the number", { recipient: "0033662162466" }, {}],
    ["a code as text", { code: "0" }, {}],
    ["a date without milliseconds", { at: "2025-01-13T09:22:00Z" }, { at: new Date("2025-01-13T09:22:00Z") }],
    ["a date without an offset", { at: "2025-01-13T09:22:00" }, { at: new Date("2025-01-13T09:22:00Z") }],
    ["a date with an offset", { at: "2025-01-13T10:22:00+01:00" }, { at: new Date("2025-01-13T09:22:00Z") }],
    ["no reference", { client_reference: undefined }, { clientReference: null }],
    ["unknown fields", { operator: "26201", status_message: "x" }, {}],
    ["American spelling", { status: "canceled", code: 407 }, { status: "Cancelled", code: 407 }],
  ])("may have %s", (_, change, expected) => {
    expect(parse({ ...report, ...change })).toEqual({ ...(parse(report) as object), ...expected });
  });

  test.each(sinchStatuses)("knows the status %s", (status) => {
    expect(parse({ ...report, status })).toMatchObject({ kind: "delivery_report", status });
    expect(isFinalStatus(status)).toBe(!["Queued", "Dispatched"].includes(status));
    expect(finalStatuses.includes(status)).toBe(isFinalStatus(status));
  });

  test("with a status nobody knows is acknowledged and ignored", () => {
    expect(parse({ ...report, status: "Teleported" })).toEqual({ kind: "ignored", type: "unrecognised_status" });
  });

  test.each(["batch_id", "recipient", "code", "status", "at"])("without %s is malformed", (field) => {
    const parsed = parse({ ...report, [field]: undefined });
    expect(parsed).toMatchObject({ kind: "malformed", reason: expect.stringContaining(field) });
  });

  test("never repeats a wrong value in the reason", () => {
    const parsed = parse({ ...report, recipient: "call me on 4915112345678" });
    expect(parsed.kind).toBe("malformed");
    expect(JSON.stringify(parsed)).not.toContain("4915112345678");
  });
});

test("a batch's delivery report keeps its counts and recipients", () => {
  const statuses = [
    { code: "0", status: "Delivered", count: 2, recipients: ["33662162466", "+33662162467"] },
    { code: 150, status: "Failed", count: 1 },
    { code: 1, status: "Teleported", count: 1 },
  ];
  const wire = { type: "delivery_report_sms", batch_id: "01J", total_message_count: 4, statuses };
  expect(parse(wire)).toEqual({
    kind: "batch_report",
    providerBatchId: "01J",
    clientReference: null,
    totalMessageCount: 4,
    statuses: [
      { status: "Delivered", code: 0, count: 2, recipients: ["+33662162466", "+33662162467"] },
      { status: "Failed", code: 150, count: 1, recipients: [] },
    ],
  });
});

describe("an inbound message", () => {
  test("of text", () => {
    expect(parse(inbound)).toEqual({
      kind: "inbound",
      id: "01J",
      from: "+4915112345678",
      to: "+12015550100",
      body: "STOP",
      receivedAt: new Date("2025-01-13T09:22:40Z"),
      clientReference: null,
    });
  });

  test.each([
    ["to a short code", { to: "12345" }, { to: "12345" }],
    ["with a reference", { client_reference: "attempt-1" }, { clientReference: "attempt-1" }],
    ["empty", { body: "" }, { body: "" }],
    ["with a date as its body", { body: "2026-01-01" }, { body: "2026-01-01" }],
    ["binary that is text", { type: "mo_binary", body: "U1RPUA==", udh: "050003" }, { body: "STOP" }],
    ["binary that is not", { type: "mo_binary", body: "/wABAg==", udh: "050003" }, { body: "" }],
    [
      "with media",
      { type: "mo_media", body: { subject: "Re", message: "STOP", media: [{ status: "Uploaded" }] } },
      { body: "Re\nSTOP" },
    ],
    [
      "with media that could be stored, or not",
      {
        type: "mo_media",
        body: {
          media: [
            { url: "https://e.com/a.jpg", content_type: "image/jpeg", status: "Uploaded", code: 0 },
            { content_type: "image/png", status: "Failed", code: 1 },
            null,
          ],
        },
      },
      { body: "", media: [{ url: "https://e.com/a.jpg", contentType: "image/jpeg" }] },
    ],
    ["with media alone", { type: "mo_media", body: { media: [] } }, { body: "" }],
  ])("%s", (_, change, expected) => {
    expect(parse({ ...inbound, ...change })).toEqual({ ...(parse(inbound) as object), ...expected });
  });

  test.each(["id", "from", "to", "received_at"])("without %s is malformed", (field) => {
    expect(parse({ ...inbound, [field]: undefined })).toMatchObject({ kind: "malformed" });
  });
});

test("an unknown type is ignored, what is no callback is malformed", () => {
  expect(parse({ type: "mo_hologram" })).toEqual({ kind: "ignored", type: "mo_hologram" });
  expect(parse({ type: "constructor" })).toEqual({ kind: "ignored", type: "constructor" });
  expect(parse({ type: "+4915112345678" })).toEqual({ kind: "ignored", type: "unrecognised" });
  for (const raw of ["", "{", "[]", "null", "7", '"text"', "{}", '{"type":7}']) {
    expect(parseCallback(raw).kind).toBe("malformed");
    expect(parseCallback(Buffer.from(raw)).kind).toBe("malformed");
  }
});

test("no input makes it throw", () => {
  fc.assert(
    fc.property(fc.constantFrom(report, inbound), fc.dictionary(fc.string(), fc.jsonValue()), (base, change) => {
      const shuffled = Object.fromEntries(Object.keys(base).map((key, index) => [key, Object.values(change)[index]]));
      expect(parse({ ...base, ...shuffled, type: base.type }).kind).toBeTypeOf("string");
    }),
  );
  fc.assert(
    fc.property(fc.string(), (raw) => {
      expect(parseCallback(raw).kind).toBeTypeOf("string");
    }),
  );
});
