import { createServer, type Server } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { aBatch, openSimulator, openTransport } from "../simulator/support";

async function acceptedBy(simulator: { get(path: string): Promise<{ count: number }> }): Promise<number> {
  return (await simulator.get("/_sim/messages?client_reference=attempt-1")).count;
}

describe("each fault of the wire, and what the transport reports", () => {
  test.each([
    ["reset before accepting", { kind: "refuse" }, "unknown", 0],
    ["500 before accepting", { kind: "status", status: 500 }, "unknown", 0],
    ["503 before accepting", { kind: "status", status: 503 }, "unknown", 0],
    ["429", { kind: "status", status: 429 }, "throttled", 0],
    ["400", { kind: "status", status: 400 }, "rejected", 0],
    ["403", { kind: "status", status: 403, code: "blocked_account" }, "rejected", 0],
    ["415", { kind: "status", status: 415 }, "rejected", 0],
    ["503 after accepting", { kind: "status_after_accept", status: 503 }, "unknown", 1],
    ["an empty 200 after accepting", { kind: "status_after_accept", status: 200 }, "unknown", 1],
    ["an answer cut before its body", { kind: "cut_response", bytes: 0 }, "unknown", 1],
    ["an answer cut in its body", { kind: "cut_response", bytes: 60 }, "unknown", 1],
    ["a short delay", { kind: "delay", ms: 30 }, "accepted", 1],
  ])("%s", async (_, fault, kind, accepted) => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openTransport(simulator.url);
    expect((await simulator.fault(fault)).status).toBe(200);
    expect(await transport.sendBatch(aBatch())).toMatchObject({ kind });
    expect(await acceptedBy(simulator)).toBe(accepted);
    // Only the next call was meant.
    expect(await transport.sendBatch(aBatch({ clientReference: "attempt-2" }))).toMatchObject({ kind: "accepted" });
  });

  test("an answer that never comes is unknown after the timeout", async () => {
    const simulator = await openSimulator({ callbacks: false });
    await simulator.fault({ kind: "hang_after_accept" });
    const outcome = await openTransport(simulator.url, { timeoutMs: 150 }).sendBatch(aBatch());
    expect(outcome).toEqual({ kind: "unknown", reason: expect.stringContaining("timeout") });
    expect(await acceptedBy(simulator)).toBe(1);
  });

  test("an answer that is too slow is unknown, and an abort ends the wait", async () => {
    const simulator = await openSimulator({ callbacks: false });
    await simulator.fault({ kind: "delay", ms: 60_000, times: 2 });
    const slow = openTransport(simulator.url, { timeoutMs: 100 });
    expect(await slow.sendBatch(aBatch())).toMatchObject({ kind: "unknown" });
    const outcome = openTransport(simulator.url).sendBatch(aBatch(), { signal: AbortSignal.timeout(100) });
    expect(await outcome).toMatchObject({ kind: "unknown" });
  });

  test("Retry-After is honoured", async () => {
    const simulator = await openSimulator();
    await simulator.fault({ kind: "status", status: 429, retryAfter: 7 });
    const outcome = await openTransport(simulator.url).sendBatch(aBatch());
    expect(outcome).toEqual({ kind: "throttled", retryAfterMs: 7_000 });
  });
});

describe("nothing was sent", () => {
  test("when nobody listens", async () => {
    const simulator = await openSimulator();
    await simulator.close();
    const outcome = await openTransport(simulator.url).sendBatch(aBatch());
    expect(outcome).toEqual({ kind: "not_sent", reason: "ECONNREFUSED" });
  });

  test("when the name is not known or the address is none", async () => {
    expect(await openTransport("http://nobody.invalid").sendBatch(aBatch())).toMatchObject({ kind: "not_sent" });
    expect(await openTransport("nonsense").sendBatch(aBatch())).toMatchObject({ kind: "not_sent" });
  });

  test("when the other side speaks no TLS", async () => {
    const transport = openTransport((await openSilence()).replace("http:", "https:"), { timeoutMs: 150 });
    expect(await transport.sendBatch(aBatch())).toMatchObject({ kind: "not_sent" });
  });

  test("when it was aborted before", async () => {
    const simulator = await openSimulator();
    expect(await openTransport(simulator.url).sendBatch(aBatch(), { signal: AbortSignal.abort() })).toEqual({
      kind: "not_sent",
      reason: "aborted",
    });
  });
});

test("a connection that opens and stays silent is unknown: the body had left", async () => {
  const outcome = await openTransport(await openSilence(), { timeoutMs: 150 }).sendBatch(aBatch());
  expect(outcome).toMatchObject({ kind: "unknown" });
});

describe("checking the connection", () => {
  test("says it is fine, or what is wrong", async () => {
    const simulator = await openSimulator();
    expect(await openTransport(simulator.url).checkConnection()).toMatchObject({ kind: "connected" });
    expect(await openTransport(simulator.url, { apiToken: "other" }).checkConnection()).toMatchObject({
      kind: "refused",
      problem: "credentials",
      httpStatus: 401,
    });
    await simulator.fault({ kind: "status", status: 503, on: "any" });
    expect(await openTransport(simulator.url).checkConnection()).toMatchObject({ kind: "unreachable" });
    await simulator.close();
    expect(await openTransport(simulator.url).checkConnection()).toEqual({
      kind: "unreachable",
      reason: "ECONNREFUSED",
    });
  });
});

test("a wrong token or plan is the account's fault, not the batch's", async () => {
  const simulator = await openSimulator();
  for (const change of [{ apiToken: "other" }, { servicePlanId: "other" }]) {
    const outcome = await openTransport(simulator.url, change).sendBatch(aBatch());
    expect(outcome).toMatchObject({ kind: "rejected", httpStatus: 401, permanent: false });
  }
});

test("a batch whose echo exceeds what is read is accepted all the same", async () => {
  const simulator = await openSimulator({ callbacks: false });
  const to = Array.from({ length: 1_000 }, (_, index) => `+${4_915_100_000_000 + index}`);
  const values = Object.fromEntries(to.map((number) => [number, "x".repeat(1_600)]));
  const batch = aBatch({ to, body: "${long}", parameters: { long: { values } } });
  expect(await openTransport(simulator.url).sendBatch(batch)).toMatchObject({ kind: "accepted" });
});

/** Accepts connections and never says a word. */
async function openSilence(): Promise<string> {
  const server: Server = createServer((socket) => {
    socket.resume();
    socket.on("error", () => socket.destroy());
    onTestFinished(() => {
      socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}
