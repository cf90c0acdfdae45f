import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conversationReasons, parseCallback } from "@/lib/sinch";

/** Callbacks in the shape Sinch's own clients are tested with. */
const envelope = {
  app_id: "01W4FFL35P4NC4K35CONVAPP001",
  accepted_time: "2024-06-06T14:42:42.202Z",
  event_time: "2024-06-06T14:42:42.251277Z",
  project_id: "tinyfrog-jump-high-over-lilypadbasin",
  message_metadata: '{"client_reference":"attempt-1"}',
  correlation_id: "correlation",
};
const identity = { channel: "SMS", identity: "12015555555", app_id: "" };
const report = {
  message_id: "01W4FFL35P4NC4K35MESSAGE001",
  conversation_id: "",
  status: "DELIVERED",
  channel_identity: identity,
  contact_id: "",
  metadata: '{"client_reference":"attempt-1"}',
  processing_mode: "DISPATCH",
};
const message = {
  id: "01W4FFL35P4NC4K35MESSAGE002",
  direction: "TO_APP",
  contact_message: { text_message: { text: "Stop" } },
  channel_identity: identity,
  conversation_id: "",
  contact_id: "",
  metadata: '{"operator":"310150"}',
  accept_time: "2024-06-06T14:42:42.165Z",
  sender_id: "12016666666",
  processing_mode: "DISPATCH",
  injected: false,
};
const parse = (payload: object) => parseCallback(JSON.stringify({ ...envelope, ...payload }));
const parseReport = (change: object) => parse({ message_delivery_report: { ...report, ...change } });

describe("a message's delivery report", () => {
  test("is normalised into the same event as the SMS API's", () => {
    expect(parseReport({})).toEqual({
      kind: "delivery_report",
      providerBatchId: "01W4FFL35P4NC4K35MESSAGE001",
      clientReference: "attempt-1",
      recipient: "+12015555555",
      status: "Delivered",
      code: 0,
      at: new Date("2024-06-06T14:42:42.251Z"),
    });
  });

  test.each([
    ["QUEUED_ON_CHANNEL", "Dispatched", 401],
    ["SWITCHING_CHANNEL", "Queued", 400],
    ["DELIVERED", "Delivered", 0],
    ["READ", "Delivered", 0],
    ["FAILED", "Failed", 600],
  ])("%s is %s", (status, expected, code) => {
    expect(parseReport({ status })).toMatchObject({ status: expected, code });
  });

  test.each([
    [{ code: "RECIPIENT_NOT_REACHABLE", description: "x", sub_code: "UNSPECIFIED_SUB_CODE" }, "Failed", 604],
    [{ code: "DELIVERY_TIMED_OUT" }, "Expired", 617],
    [{ code: "MESSAGE_EXPIRED" }, "Expired", 628],
    [{ code: "CHANNEL_REJECT" }, "Rejected", 623],
    [{ code: "CHANNEL_FAILURE", channel_code: "150" }, "Failed", 150],
    [{ code: "CHANNEL_FAILURE", channel_code: "sms-7" }, "Failed", 607],
    [{ code: "INVENTED_YESTERDAY" }, "Failed", 600],
    ["", "Failed", 600],
    [undefined, "Failed", 600],
  ])("a failure for %j is %s with code %i", (reason, status, code) => {
    expect(parseReport({ status: "FAILED", reason })).toMatchObject({ kind: "delivery_report", status, code });
  });

  test("numbers of reasons never change", () => {
    expect(conversationReasons[600]).toBe("UNKNOWN");
    expect(conversationReasons[604]).toBe("RECIPIENT_NOT_REACHABLE");
    expect(conversationReasons[630]).toBe("DELIVERY_REPORT_TIME_OUT");
    expect(Object.keys(conversationReasons)).toHaveLength(31);
  });

  test.each([
    ["in its metadata", { metadata: '{"client_reference":"a"}' }, {}, "a"],
    ["as its metadata", { metadata: "a" }, {}, "a"],
    ["in the envelope", { metadata: "" }, { message_metadata: '{"client_reference":"a"}' }, "a"],
    ["as the correlation id", { metadata: "" }, { message_metadata: "" }, "correlation"],
    ["nowhere", { metadata: null }, { message_metadata: null, correlation_id: "" }, null],
    ["in broken metadata", { metadata: '{"client' }, { message_metadata: "", correlation_id: "" }, null],
    ["in somebody else's metadata", { metadata: '{"a":1}' }, { message_metadata: "", correlation_id: "" }, null],
  ])("the reference is found %s", (_, change, around, expected) => {
    expect(parse({ ...around, message_delivery_report: { ...report, ...change } })).toMatchObject({
      clientReference: expected,
    });
  });

  test("a status nobody knows is acknowledged and ignored", () => {
    expect(parseReport({ status: "TELEPORTED" })).toEqual({ kind: "ignored", type: "unrecognised_status" });
  });

  test.each(["message_id", "status", "channel_identity"])("without %s it is malformed", (field) => {
    expect(parseReport({ [field]: undefined })).toMatchObject({ kind: "malformed" });
  });
});

describe("an inbound message", () => {
  const inbound = (content: object, change: object = {}) =>
    parse({ message: { ...message, contact_message: content, ...change } });

  test("of text", () => {
    expect(parse({ message })).toEqual({
      kind: "inbound",
      id: "01W4FFL35P4NC4K35MESSAGE002",
      from: "+12015555555",
      to: "+12016666666",
      body: "Stop",
      receivedAt: new Date("2024-06-06T14:42:42.165Z"),
      clientReference: "attempt-1",
    });
  });

  test.each([
    ["media with a caption", { media_message: { url: "https://e.com/a.jpg", caption: "STOP" } }, "STOP"],
    ["media alone", { media_message: { url: "https://e.com/a.jpg" } }, ""],
    ["a choice", { choice_response_message: { message_id: "x", postback_data: "STOP" } }, "STOP"],
    ["what fits nowhere else", { fallback_message: { raw_message: "STOP" } }, "STOP"],
    ["a place", { location_message: { title: "Here" } }, ""],
    ["nothing", {}, ""],
    ["text and a null", { text_message: { text: "STOP" }, media_message: null }, "STOP"],
  ])("of %s keeps what can be read of it", (_, content, body) => {
    expect(inbound(content)).toMatchObject({ kind: "inbound", body });
  });

  test("says where its media is", () => {
    expect(inbound({ media_message: { url: "https://e.com/a.jpg" } })).toMatchObject({
      media: [{ url: "https://e.com/a.jpg", contentType: null }],
    });
  });

  test("may not know whom it was written to, nor when it was accepted", () => {
    const parsed = inbound({ text_message: { text: "x" } }, { sender_id: null, accept_time: undefined });
    expect(parsed).toMatchObject({ to: "", receivedAt: new Date("2024-06-06T14:42:42.251Z") });
  });

  test("that went the other way is ignored", () => {
    expect(parse({ message: { ...message, direction: "TO_CONTACT" } })).toMatchObject({ kind: "ignored" });
  });
});

test.each([
  ["opt_in_notification", "OPT_IN_SUCCEEDED", { kind: "opt_in", hasSucceeded: true }],
  ["opt_out_notification", "OPT_OUT_SUCCEEDED", { kind: "opt_out", hasSucceeded: true }],
  ["opt_out_notification", "OPT_OUT_FAILED", { kind: "opt_out", hasSucceeded: false }],
])("%s with %s", (name, status, expected) => {
  const notification = { request_id: "r", contact_id: "", channel: "SMS", identity: "12015555555", status };
  expect(parse({ [name]: { ...notification, processing_mode: "DISPATCH" } })).toEqual({
    ...expected,
    from: "+12015555555",
    requestId: "r",
    at: new Date("2024-06-06T14:42:42.251Z"),
  });
});

test.each([
  ["message_submit_notification", { message_id: "x", submitted_message: {} }],
  ["event", { id: "x", contact_event: { composing_event: {} } }],
  ["event_delivery_report", { event_id: "x", status: "DELIVERED" }],
  ["contact_create_notification", { contact: {} }],
  ["conversation_start_notification", { conversation: {} }],
  ["capability_notification", { request_id: "x" }],
  ["channel_event_notification", { channel_event: {} }],
  ["unsupported_callback", { channel: "SMS", payload: "x" }],
  ["something_new", {}],
])("%s is Sinch's, and not ours to act upon", (name, payload) => {
  expect(parse({ [name]: payload })).toEqual({ kind: "ignored", type: name });
});

test("an envelope without a payload is malformed, and no input makes it throw", () => {
  expect(parse({})).toMatchObject({ kind: "malformed" });
  const names = fc.constantFrom("message", "message_delivery_report", "opt_out_notification", "event");
  fc.assert(
    fc.property(
      names,
      fc.dictionary(fc.constantFrom(...Object.keys({ ...report, ...message })), fc.jsonValue()),
      (name, payload) => {
        const parsed = parse({ [name]: { ...report, ...message, ...payload } });
        expect(parsed.kind).toBeTypeOf("string");
      },
    ),
  );
});
