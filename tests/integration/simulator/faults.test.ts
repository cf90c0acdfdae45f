import { describe, expect, test, vi } from "vitest";
import { parseCallback, verifySignature } from "@/lib/sinch";
import { openConversation } from "../sinch/support";
import { aBatch, aCrowd, openReceiver, openSimulator, openTransport, type Received } from "./support";

const patience = { timeout: 5_000, interval: 10 };
const secret = "secret";
const isSigned = ({ body, headers }: Received) => verifySignature({ rawBody: Buffer.from(body), headers, secret });
const statusesOf = (received: Received[]) =>
  received.map(({ body }) => {
    const parsed = parseCallback(body);
    return parsed.kind === "delivery_report" ? parsed.status : parsed.kind;
  });

describe.each([
  ["the SMS API", openTransport],
  ["the Conversation API", openConversation],
])("each fault of the wire, over %s", (_, open) => {
  test.each([
    ["reset before accepting", { kind: "refuse" }, "unknown", 0],
    ["500 before accepting", { kind: "status", status: 500 }, "unknown", 0],
    ["a proxy's 502 page", { kind: "status", status: 502, body: "<html>Bad gateway</html>" }, "unknown", 0],
    ["a page instead of an answer", { kind: "status", status: 200, body: "<html>Hi</html>" }, "unknown", 0],
    ["503 before accepting", { kind: "status", status: 503 }, "unknown", 0],
    ["429", { kind: "status", status: 429 }, "throttled", 0],
    ["429 with Retry-After", { kind: "status", status: 429, retryAfter: "2" }, "throttled", 0],
    ["400", { kind: "status", status: 400 }, "rejected", 0],
    ["401", { kind: "status", status: 401 }, "rejected", 0],
    ["403", { kind: "status", status: 403, code: "blocked_account" }, "rejected", 0],
    ["500 after accepting", { kind: "status_after_accept", status: 500 }, "unknown", 1],
    ["503 after accepting", { kind: "status_after_accept", status: 503 }, "unknown", 1],
    ["an answer cut before its body", { kind: "cut_response", bytes: 0 }, "unknown", 1],
    ["an answer cut in its body", { kind: "cut_response", bytes: 30 }, "unknown", 1],
    ["hanging after accepting", { kind: "hang_after_accept" }, "unknown", 1],
    ["a delay", { kind: "delay", ms: 20 }, "accepted", 1],
    ["a delay beyond the timeout", { kind: "delay", ms: 30_000 }, "unknown", 0],
  ])("%s", async (_name, fault, kind, accepted) => {
    const simulator = await openSimulator({ callbacks: false });
    // The token is fetched before, so that the fault meets the send.
    const transport = open(simulator.url, { timeoutMs: 250 });
    await transport.checkConnection();
    expect((await simulator.fault(fault)).status).toBe(200);
    expect(await transport.sendBatch(aBatch())).toMatchObject({ kind });
    expect((await simulator.get("/_sim/messages?client_reference=attempt-1")).count).toBe(accepted);
    // Only that call was meant; over the Conversation API a 429 makes the transport rest as long as it was told.
    await vi.waitFor(async () => {
      expect(await transport.sendBatch(aBatch({ clientReference: "attempt-2" }))).toMatchObject({ kind: "accepted" });
    }, patience);
  });

  test("callbacks come twice, late, not at all, wrongly signed, about strangers, before the answer", async () => {
    const simulator = await openSimulator({ callbackConcurrency: 1, behaviour: { queuedOnChannel: false } });
    const { received, url } = await openReceiver();
    const transport = open(simulator.url);
    const send = () => transport.sendBatch(aBatch({ callbackUrl: url }));
    const afterFault = async (fault: unknown, count: number) => {
      received.length = 0;
      await simulator.fault(fault);
      await send();
      await vi.waitFor(() => expect(received).toHaveLength(count), patience);
      return [...received];
    };
    const [first, second] = await afterFault({ kind: "duplicate_callbacks" }, 2);
    expect(first?.body).toBe(second?.body);
    expect((await afterFault({ kind: "wrong_signature" }, 1)).some(isSigned)).toBe(false);
    const strange = await afterFault({ kind: "unknown_batch_callbacks" }, 2);
    const ids = strange
      .map(({ body }) => parseCallback(body))
      .map((parsed) => "providerBatchId" in parsed && parsed.providerBatchId);
    expect(new Set(ids).size).toBe(2);
    expect(strange.every(isSigned)).toBe(true);
    await afterFault({ kind: "missing_callbacks" }, 0);
    await vi.waitFor(async () => {
      expect((await simulator.get("/_sim/stats")).callbacks.missing).toBe(1);
    }, patience);
    const startedAt = performance.now();
    await afterFault({ kind: "late_callbacks", ms: 200 }, 1);
    expect(performance.now() - startedAt).toBeGreaterThan(190);
    received.length = 0;
    await simulator.fault({ kind: "callback_before_response" });
    await send();
    expect(statusesOf(received)).toEqual(["Delivered"]);
  });
});

test("callbacks are turned round over the Conversation API as well", async () => {
  const simulator = await openSimulator({ callbackConcurrency: 1 });
  const { received, url } = await openReceiver();
  await simulator.fault({ kind: "reorder_callbacks", times: 2 });
  await openConversation(simulator.url).sendBatch(aBatch({ callbackUrl: url }));
  await vi.waitFor(() => expect(received).toHaveLength(2), patience);
  expect(statusesOf(received)).toEqual(["Delivered", "Dispatched"]);
});

describe("how long a fault lasts", () => {
  test("so many seconds, or so many calls, whichever ends first", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openTransport(simulator.url);
    await simulator.fault({ kind: "status", status: 503, seconds: 1 });
    expect(await transport.sendBatch(aBatch())).toMatchObject({ kind: "unknown" });
    expect(await transport.sendBatch(aBatch())).toMatchObject({ kind: "unknown" });
    expect((await simulator.get("/_sim/stats")).faults).toMatchObject([{ kind: "status", left: null }]);
    await vi.waitFor(async () => {
      expect(await transport.sendBatch(aBatch())).toMatchObject({ kind: "accepted" });
    }, patience);
    await simulator.fault({ kind: "status", status: 503, seconds: 60, times: 1 });
    expect(await transport.sendBatch(aBatch())).toMatchObject({ kind: "unknown" });
    expect(await transport.sendBatch(aBatch())).toMatchObject({ kind: "accepted" });
  });

  test("and only where it was meant", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openTransport(simulator.url);
    await simulator.fault({ kind: "status", status: 503, on: "read" });
    expect(await transport.sendBatch(aBatch())).toMatchObject({ kind: "accepted" });
    expect(await transport.checkConnection()).toMatchObject({ kind: "unreachable" });
    expect(await transport.checkConnection()).toMatchObject({ kind: "connected" });
  });
});

test("a crowd's reports survive a mess of faults: everybody is heard of in the end", async () => {
  let count = 0;
  // Every third callback is answered 503 at first.
  const { received, url } = await openReceiver(() => (++count % 3 === 0 ? 503 : 200));
  const simulator = await openSimulator({ timeScale: 0.001 });
  for (const kind of ["duplicate_callbacks", "reorder_callbacks"]) await simulator.fault({ kind, times: 50 });
  await simulator.fault({ kind: "late_callbacks", ms: 50, times: 50 });
  await openTransport(simulator.url).sendBatch(aBatch({ to: aCrowd(300), callbackUrl: url }));
  await vi.waitFor(() => {
    const heard = new Set(received.map(({ body }) => JSON.parse(body).recipient));
    expect(heard.size).toBe(300);
  }, patience);
});
