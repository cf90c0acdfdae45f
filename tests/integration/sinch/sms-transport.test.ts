import { describe, expect, test, vi } from "vitest";
import type { DeliveryReport, Page } from "@/lib/sinch";
import { aBatch, aCrowd, openSimulator } from "../simulator/support";
import { openTransport, valueIn } from "./support";

const mina = "+4915199990000";
const patience = { timeout: 5_000, interval: 10 };
const aMinuteAgo = () => new Date(Date.now() - 60_000);

describe("what the transport can do, it does", () => {
  test("scheduling, flash, limits, feedback and media reach the wire", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openTransport(simulator.url);
    const sendAt = new Date("2099-01-01T10:00:00Z");
    const text = aBatch({ sendAt, isFlash: true, isTruncated: true, maxParts: 3, isFeedbackEnabled: true });
    expect(await transport.sendBatch(text)).toMatchObject({ kind: "accepted" });
    const media = aBatch({ media: { url: "https://example.com/a.jpg", subject: "Hi" }, body: "Look", sendAt });
    expect(await transport.sendBatch(media)).toMatchObject({ kind: "accepted" });
    const { batches } = valueIn(await transport.client.batches.list());
    expect(batches).toMatchObject([
      { type: "mt_media", body: { url: "https://example.com/a.jpg", subject: "Hi", message: "Look" } },
      {
        type: "mt_text",
        send_at: sendAt.toISOString(),
        flash_message: true,
        truncate_concat: true,
        max_number_of_message_parts: 3,
        feedback_enabled: true,
      },
    ]);
  });

  test("a batch is cancelled before it leaves", async () => {
    const simulator = await openSimulator({ messagesPerSecond: 1 });
    const transport = openTransport(simulator.url);
    const outcome = await transport.sendBatch(aBatch({ sendAt: new Date("2099-01-01T10:00:00Z") }));
    if (outcome.kind !== "accepted") throw new Error(outcome.kind);
    expect(await transport.cancelBatch(outcome.providerId)).toEqual({ ok: true, value: { isCanceled: true } });
    const unknown = await transport.cancelBatch("01JHFFHQ0P99JPPNQPJDV7JTBP");
    expect(unknown).toMatchObject({ ok: false, failure: { kind: "refused", httpStatus: 404 } });
  });

  test("a batch under way is stopped: the rest ends as cancelled", async () => {
    const simulator = await openSimulator({ messagesPerSecond: 20 });
    const transport = openTransport(simulator.url);
    const outcome = await transport.sendBatch(aBatch({ to: aCrowd(1_000) }));
    await vi.waitFor(
      async () => expect((await simulator.get("/_sim/stats")).waiting.queue).toBeLessThan(1_000),
      patience,
    );
    await transport.cancelBatch(outcome.kind === "accepted" ? outcome.providerId : "");
    const { messages } = await simulator.get("/_sim/stats");
    expect(messages.Cancelled).toBeGreaterThan(900);
    expect(messages.Cancelled).toBeLessThan(1_000);
  });

  test("references are found, exactly, over all pages, and only in the window", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openTransport(simulator.url);
    for (let copy = 0; copy < 12; copy++) await transport.sendBatch(aBatch({ clientReference: "twelve" }));
    await transport.sendBatch(aBatch({ clientReference: "Ref", to: [mina, "+4915199990150"] }));
    await transport.sendBatch(aBatch({ clientReference: "ref" }));
    await simulator.post("/_sim/settings", { behaviour: { referenceFilter: "ignore_case" } });
    const found = valueIn(await transport.findByReference(["Ref", "twelve", "nobody"], aMinuteAgo()));
    expect(found.filter(({ clientReference }) => clientReference === "twelve")).toHaveLength(12);
    expect(found.filter(({ clientReference }) => clientReference === "Ref")).toMatchObject([
      { recipients: [mina, "+4915199990150"], isCanceled: false },
    ]);
    expect(found).toHaveLength(13);
    expect(valueIn(await transport.findByReference(["Ref"], new Date(Date.now() + 60_000)))).toEqual([]);
    await simulator.fault({ kind: "status", status: 503, on: "read" });
    expect(await transport.findByReference(["Ref"], aMinuteAgo())).toMatchObject({ ok: false });
  });

  test("a dry run tells what everybody would get", async () => {
    const simulator = await openSimulator();
    const parameters = { name: { default: "you", values: { [mina]: "Mina 🎄" } } };
    const batch = aBatch({ to: [mina, ...aCrowd(200)], body: "Hi ${name}", parameters });
    const result = valueIn(await openTransport(simulator.url).dryRun(batch));
    expect(result).toMatchObject({ recipients: 201, parts: 201 });
    expect(result.perRecipient).toHaveLength(201);
    expect(result.perRecipient[0]).toEqual({ recipient: mina, body: "Hi Mina 🎄", parts: 1, encoding: "unicode" });
    expect((await simulator.get("/_sim/messages")).count).toBe(0);
  });

  test("reports and inbound messages are listed to the end, as callbacks would have told them", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openTransport(simulator.url);
    await transport.sendBatch(aBatch({ to: aCrowd(250) }));
    for (const body of ["STOP", "Hi"]) await simulator.post("/_sim/inbound", { from: mina, body });
    await vi.waitFor(async () => {
      expect((await simulator.get("/_sim/stats")).messages).toMatchObject({ Queued: 0, Dispatched: 0 });
    }, patience);
    const seen = new Set<string>();
    let cursor: string | null = null;
    do {
      const page: Page<DeliveryReport> = valueIn(await transport.listReports(aMinuteAgo(), cursor));
      for (const report of page.items) seen.add(`${report.clientReference} ${report.recipient}`);
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toEqual(new Set(aCrowd(250).map((number) => `attempt-1 ${number}`)));
    const inbounds = valueIn(await transport.listInbounds(aMinuteAgo()));
    expect(inbounds).toMatchObject({ next: null, items: [{ body: "Hi", from: mina }, { body: "STOP" }] });
  });

  test("sendEach gives everybody the batch's outcome", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const heard: string[] = [];
    const to = [mina, "+4915199990150"];
    const outcomes = await openTransport(simulator.url).sendEach(aBatch({ to }), {
      onOutcome: ({ recipient }) => heard.push(recipient),
    });
    expect(heard).toEqual(to);
    expect(outcomes.map(({ outcome }) => outcome.kind)).toEqual(["accepted", "accepted"]);
    expect((await simulator.get("/_sim/stats")).accepted.batches).toBe(1);
  });
});

test("a new batch that lists do not know yet is found once they do", async () => {
  const simulator = await openSimulator({ callbacks: false });
  const transport = openTransport(simulator.url);
  await simulator.fault({ kind: "listing_lag", ms: 1_000 });
  await transport.sendBatch(aBatch());
  expect(valueIn(await transport.findByReference(["attempt-1"], aMinuteAgo()))).toEqual([]);
  await vi.waitFor(async () => {
    expect(valueIn(await transport.findByReference(["attempt-1"], aMinuteAgo()))).toHaveLength(1);
  }, patience);
});
