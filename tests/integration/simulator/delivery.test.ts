import { describe, expect, test, vi } from "vitest";
import { parseCallback, verifySignature } from "@/lib/sinch";
import { aBatch, aCrowd, openReceiver, openSimulator, openTransport, type Received } from "./support";

const secret = "secret";
const isSigned = ({ body, headers }: Received) => verifySignature({ rawBody: Buffer.from(body), headers, secret });
const patience = { timeout: 5_000, interval: 10 };

type Truth = { recipient: string; status: string; code: number; body: string };

describe("a batch with final reports", () => {
  test("comes back report by report, signed, and agrees with the ground truth", async () => {
    const simulator = await openSimulator();
    const { received, url } = await openReceiver();
    const to = aCrowd(300);
    const outcome = await openTransport(simulator.url).sendBatch(aBatch({ to, callbackUrl: `${url}/reports` }));
    await vi.waitFor(() => expect(received).toHaveLength(300), patience);
    expect(received.every(isSigned)).toBe(true);
    const reports = received.map(({ body }) => parseCallback(body));
    const { messages }: { messages: Truth[] } = await simulator.get("/_sim/messages");
    const truth = new Map(messages.map((message) => [message.recipient, message]));
    expect([...truth.keys()].sort()).toEqual([...to].sort());
    for (const report of reports) {
      if (report.kind !== "delivery_report") throw new Error(report.kind);
      expect(report).toMatchObject({ clientReference: "attempt-1" });
      expect({ kind: "accepted", providerId: report.providerBatchId }).toEqual(outcome);
      expect(truth.get(report.recipient)).toMatchObject({ status: report.status, code: report.code });
    }
    expect(new Set(messages.map(({ status }) => status)).size).toBeGreaterThan(1);
  });

  test("personalised: everybody gets the own text, whoever misses a value fails alone", async () => {
    const simulator = await openSimulator();
    const { received, url } = await openReceiver();
    const [mina = "", ada = "", nobody = ""] = ["+4915199990000", "+4915299990000", "+4915399990000"];
    const values = { [mina]: "Mina", [ada]: "Ada “€” 🎄" };
    const batch = aBatch({ to: [mina, ada, nobody], body: "Hi ${name}!", parameters: { name: { values } } });
    await openTransport(simulator.url).sendBatch({ ...batch, callbackUrl: url });
    await vi.waitFor(() => expect(received).toHaveLength(3), patience);
    const { messages } = await simulator.get("/_sim/messages");
    expect(messages).toMatchObject([
      { recipient: mina, body: "Hi Mina!", parts: 1, encoding: "GSM", status: "Delivered" },
      { recipient: ada, body: "Hi Ada “€” 🎄!", parts: 1, encoding: "UNICODE", status: "Delivered" },
      { recipient: nobody, status: "Aborted", code: 405 },
    ]);
  });

  test("per_recipient also says when a message is on its way", async () => {
    const simulator = await openSimulator();
    const { received, url } = await openReceiver();
    await openTransport(simulator.url).sendBatch(aBatch({ callbackUrl: url, deliveryReport: "per_recipient" }));
    await vi.waitFor(() => expect(received).toHaveLength(2), patience);
    const statuses = received.map(({ body }) => JSON.parse(body).status);
    expect(statuses.sort()).toEqual(["Delivered", "Dispatched"]);
  });

  test("a number that never answers stays on its way", async () => {
    const simulator = await openSimulator();
    const { received, url } = await openReceiver();
    const to = ["+4915199991001", "+4915199990000"];
    await openTransport(simulator.url).sendBatch(aBatch({ to, callbackUrl: url }));
    await vi.waitFor(() => expect(received).toHaveLength(1), patience);
    expect((await simulator.get("/_sim/stats")).messages).toMatchObject({ Dispatched: 1, Delivered: 1 });
  });
});

describe("the plan's rate", () => {
  test("drains batches in order at so many messages a second, and can be changed", async () => {
    const simulator = await openSimulator({ messagesPerSecond: 100, callbacks: false });
    const transport = openTransport(simulator.url);
    const startedAt = performance.now();
    await transport.sendBatch(aBatch({ to: aCrowd(40), clientReference: "first" }));
    await transport.sendBatch(aBatch({ to: aCrowd(1_000), clientReference: "second" }));
    const drained = async (reference: string) =>
      (await simulator.get(`/_sim/messages?client_reference=${reference}`)).messages.filter(
        ({ dispatched_at }: { dispatched_at: string | null }) => dispatched_at !== null,
      ).length;
    await vi.waitFor(async () => expect(await drained("first")).toBe(40), patience);
    expect(performance.now() - startedAt).toBeGreaterThan(350);
    expect(await drained("second")).toBeLessThan(100);
    await simulator.post("/_sim/settings", { messagesPerSecond: 100_000 });
    await vi.waitFor(async () => expect(await drained("second")).toBe(1_000), patience);
  });

  test("cancelling while sending ends the rest with code 407", async () => {
    const simulator = await openSimulator({ messagesPerSecond: 50 });
    const { received, url } = await openReceiver();
    const batch = aBatch({ to: aCrowd(500), callbackUrl: url });
    const outcome = await openTransport(simulator.url).sendBatch(batch);
    await vi.waitFor(() => expect(received.length).toBeGreaterThan(2), patience);
    await simulator.call("DELETE", `/${outcome.kind === "accepted" ? outcome.providerId : ""}`);
    await vi.waitFor(() => expect(received).toHaveLength(500), patience);
    const codes = received.map(({ body }) => JSON.parse(body).code);
    expect(codes.filter((code) => code === 407).length).toBeGreaterThan(400);
    expect((await simulator.get("/_sim/stats")).waiting.queue).toBe(0);
  });
});

describe("callbacks", () => {
  test("are tried again on 503 and 429, each time with a signature of its own", async () => {
    const simulator = await openSimulator();
    const { received, url } = await openReceiver((count) => [503, 429, 200][count - 1] ?? 200);
    await openTransport(simulator.url).sendBatch(aBatch({ callbackUrl: url }));
    await vi.waitFor(() => expect(received).toHaveLength(3), patience);
    expect(received.every(isSigned)).toBe(true);
    expect(new Set(received.map(({ headers }) => headers["x-sinch-webhook-signature-nonce"])).size).toBe(3);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    await vi.waitFor(async () => {
      expect((await simulator.get("/_sim/stats")).callbacks).toMatchObject({ delivered: 1, retried: 2 });
    }, patience);
  });

  test("are dropped on any other answer", async () => {
    const simulator = await openSimulator();
    const { received, url } = await openReceiver(() => 404);
    await openTransport(simulator.url).sendBatch(aBatch({ callbackUrl: url }));
    await vi.waitFor(async () => {
      expect((await simulator.get("/_sim/stats")).callbacks).toMatchObject({ refused: 1, retried: 0 });
    }, patience);
    expect(received).toHaveLength(1);
  });

  test("are given up after fifteen retries", async () => {
    const simulator = await openSimulator({ timeScale: 0 });
    await openTransport(simulator.url).sendBatch(aBatch({ callbackUrl: "http://127.0.0.1:1/nobody" }));
    await vi.waitFor(async () => {
      expect((await simulator.get("/_sim/stats")).callbacks).toMatchObject({ retried: 15, givenUp: 1 });
    }, patience);
  });

  test("come twice, turned round or wrongly signed when asked", async () => {
    const simulator = await openSimulator({ callbackConcurrency: 1 });
    const { received, url } = await openReceiver();
    const transport = openTransport(simulator.url);
    await simulator.fault({ kind: "duplicate_callbacks" });
    await transport.sendBatch(aBatch({ callbackUrl: url }));
    await vi.waitFor(() => expect(received).toHaveLength(2), patience);
    expect(received[0]?.body).toBe(received[1]?.body);
    received.length = 0;
    await simulator.fault({ kind: "wrong_signature" });
    await transport.sendBatch(aBatch({ callbackUrl: url }));
    await vi.waitFor(() => expect(received).toHaveLength(1), patience);
    expect(received.some(isSigned)).toBe(false);
    received.length = 0;
    await simulator.fault({ kind: "reorder_callbacks", times: 2 });
    await transport.sendBatch(aBatch({ callbackUrl: url, deliveryReport: "per_recipient" }));
    await vi.waitFor(() => expect(received).toHaveLength(2), patience);
    expect(received.map(({ body }) => JSON.parse(body).status)).toEqual(["Delivered", "Dispatched"]);
  });

  test("carry no signature without a secret, and do not come when switched off", async () => {
    const simulator = await openSimulator({ webhookSecret: "" });
    const { received, url } = await openReceiver();
    const transport = openTransport(simulator.url);
    await transport.sendBatch(aBatch({ callbackUrl: url }));
    await vi.waitFor(() => expect(received).toHaveLength(1), patience);
    expect(Object.keys(received[0]?.headers ?? {}).filter((name) => name.startsWith("x-sinch"))).toEqual([]);
    await simulator.post("/_sim/settings", { callbacks: false });
    await transport.sendBatch(aBatch({ callbackUrl: url }));
    await vi.waitFor(async () => expect((await simulator.get("/_sim/stats")).messages.Delivered).toBe(2), patience);
    expect((await simulator.get("/_sim/stats")).waiting.callbacks).toBe(0);
    expect(received).toHaveLength(1);
  });
});
