import { describe, expect, test, vi } from "vitest";
import { parseCallback } from "@/lib/sinch";
import { openConversation, openProject } from "../sinch/support";
import { aBatch, aCrowd, openReceiver, openSimulator, openTransport } from "./support";

/** Where Sinch's documentation is silent or says two things, both can be had. */
const mina = "+4915199990000";
const patience = { timeout: 5_000, interval: 10 };
const far = new Date("2099-01-01T10:00:00Z");
const send = { from: "+12015550100", to: [mina], body: "Hello" };

type Simulator = Awaited<ReturnType<typeof openSimulator>>;
const behave = (simulator: Simulator, behaviour: unknown) => simulator.post("/_sim/settings", { behaviour });
const settledIs = (simulator: Simulator, expected: unknown) =>
  vi.waitFor(
    async () => expect((await simulator.get("/_sim/messages")).messages).toMatchObject(expected as never),
    patience,
  );

test("an unknown switch, or a value it does not have, is refused by name", async () => {
  const simulator = await openSimulator();
  for (const behaviour of [{ mood: "good" }, { cancelledAs: "Gone" }, { optedOutCode: 7 }]) {
    const response = await behave(simulator, behaviour);
    expect(response.status).toBe(400);
    expect((await response.json()).problem).toContain("behaviour");
  }
  await behave(simulator, { cancelledAs: "Aborted" });
  await behave(simulator, { expiredAs: "Aborted" });
  const { settings } = await simulator.get("/_sim/stats");
  expect(settings.behaviour).toMatchObject({ cancelledAs: "Aborted", expiredAs: "Aborted", feedbackStatus: 202 });
  await simulator.post("/_sim/reset");
  expect((await simulator.get("/_sim/stats")).settings.behaviour).toMatchObject({ cancelledAs: "Cancelled" });
});

describe("sending", () => {
  test("an expiry beyond three days may be refused", async () => {
    const simulator = await openSimulator({ behaviour: { expiryBeyondMax: "reject" } });
    const response = await simulator.call("POST", "", { ...send, send_at: far, expire_at: "2099-02-01T00:00:00Z" });
    expect(response.status).toBe(400);
  });

  test("the limits of 2021 are smaller", async () => {
    const simulator = await openSimulator({ behaviour: { limits: "2021" } });
    const status = async (change: object) => (await simulator.call("POST", "", { ...send, ...change })).status;
    expect(await status({ body: "x".repeat(1_601) })).toBe(400);
    expect(await status({ client_reference: "x".repeat(129) })).toBe(400);
    expect(await status({ parameters: { a: { default: "x".repeat(161) } } })).toBe(400);
    expect(await status({ parameters: { ["a".repeat(17)]: { default: "x" } } })).toBe(400);
    expect(await status({ body: "x".repeat(1_600) })).toBe(201);
  });

  test("cancelled and expired messages may be Aborted", async () => {
    const simulator = await openSimulator({ behaviour: { cancelledAs: "Aborted", expiredAs: "Aborted" } });
    const transport = openTransport(simulator.url);
    const outcome = await transport.sendBatch(aBatch({ sendAt: far }));
    await transport.cancelBatch(outcome.kind === "accepted" ? outcome.providerId : "");
    await settledIs(simulator, [{ status: "Aborted", code: 407 }]);
  });

  test("the project's errors, the feedback's status and the sale's end are switches", async () => {
    const simulator = await openSimulator({ behaviour: { feedbackStatus: 200, projectErrors: "rpc" } });
    const sent = await (await simulator.call("POST", "", { ...send, feedback_enabled: true })).json();
    expect((await simulator.call("POST", `/${sent.id}/delivery_feedback`, { recipients: [] })).status).toBe(200);
    await behave(simulator, { smsTakesProjectKeys: false });
    expect(await openProject(simulator.url).checkConnection()).toMatchObject({ kind: "refused", httpStatus: 401 });
  });

  test("the Conversation API may answer with problem details", async () => {
    const simulator = await openSimulator({ behaviour: { conversationErrors: "problem" } });
    const outcome = await openConversation(simulator.url).sendBatch(aBatch({ callbackUrl: "nonsense" }));
    expect(outcome).toMatchObject({ kind: "rejected", code: "invalid_argument", permanent: true });
  });
});

describe("callbacks", () => {
  test("may carry + and codes as texts, and are understood all the same", async () => {
    const simulator = await openSimulator({ behaviour: { plusInReports: true, codesAsText: true } });
    const { received, url } = await openReceiver();
    await openTransport(simulator.url).sendBatch(aBatch({ callbackUrl: url }));
    await vi.waitFor(() => expect(received).toHaveLength(1), patience);
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({ recipient: mina, code: "0" });
    expect(parseCallback(received[0]?.body ?? "")).toMatchObject({ recipient: mina, code: 0 });
  });

  test("keep or renew their signature when they are tried again", async () => {
    for (const resignRetries of [true, false]) {
      const { received, url } = await openReceiver((count) => (count === 1 ? 500 : 200));
      const simulator = await openSimulator({ behaviour: { resignRetries } });
      await openTransport(simulator.url).sendBatch(aBatch({ callbackUrl: url }));
      await vi.waitFor(() => expect(received).toHaveLength(2), patience);
      const nonces = received.map(({ headers }) => headers["x-sinch-webhook-signature-nonce"]);
      expect(nonces[0] === nonces[1]).toBe(!resignRetries);
    }
  });

  test("are tried after growing gaps", async () => {
    const times: number[] = [];
    const { received, url } = await openReceiver((count) => {
      times.push(performance.now());
      return count < 5 ? 500 : 200;
    });
    // 5 s become 50 ms, so 50 + 100 + 200 + 400 ms in all.
    const simulator = await openSimulator({ timeScale: 0.01 });
    await openTransport(simulator.url).sendBatch(aBatch({ callbackUrl: url }));
    await vi.waitFor(() => expect(received).toHaveLength(5), patience);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(700);
  });

  test("are given up after their time", async () => {
    const simulator = await openSimulator({ behaviour: { callbackTimeoutMs: 20 }, timeScale: 0 });
    const { received, url } = await openReceiver(() => new Promise<number>((resolve) => setTimeout(resolve, 60, 200)));
    await openTransport(simulator.url).sendBatch(aBatch({ callbackUrl: url }));
    await vi.waitFor(() => expect(received.length).toBeGreaterThan(2), patience);
  });

  test("of the app may lack what the documentation does not promise", async () => {
    const silent = { echoMetadata: false, echoCorrelationId: false, channelCodes: false, queuedOnChannel: false };
    const simulator = await openSimulator({ behaviour: silent });
    const { received, url } = await openReceiver();
    const outcomes = await openConversation(simulator.url).sendEach(
      aBatch({ to: ["+4915199990150"], callbackUrl: url }),
    );
    await vi.waitFor(() => expect(received).toHaveLength(1), patience);
    const [sent] = outcomes;
    expect(parseCallback(received[0]?.body ?? "")).toMatchObject({
      clientReference: null,
      status: "Failed",
      code: 604,
      providerBatchId: sent?.outcome.kind === "accepted" ? sent.outcome.providerId : "",
    });
  });
});

describe("the carrier", () => {
  test("knows landlines and the opted out by their digits", async () => {
    const simulator = await openSimulator({ callbacks: false });
    await openTransport(simulator.url).sendBatch(aBatch({ to: ["+4915199991007", "+4915199991008"] }));
    await settledIs(simulator, [
      { status: "Aborted", code: 402 },
      { status: "Deleted", code: 255 },
    ]);
  });

  test("may keep STOP and START itself", async () => {
    const simulator = await openSimulator({
      callbacks: false,
      behaviour: { carrierKeepsStops: true, optedOutCode: 61 },
    });
    const transport = openTransport(simulator.url);
    await simulator.post("/_sim/inbound", { from: mina, body: "STOP" });
    await transport.sendBatch(aBatch());
    await settledIs(simulator, [{ status: "Rejected", code: 61 }]);
    await simulator.post("/_sim/inbound", { from: mina, body: "start" });
    await transport.sendBatch(aBatch());
    await settledIs(simulator, [{ code: 61 }, { status: "Delivered" }]);
  });

  test("meets a crowd with the shares it was given", async () => {
    const simulator = await openSimulator({ callbacks: false });
    await simulator.post("/_sim/settings", { shares: { "150": 0.5, silent: 0.25 } });
    await openTransport(simulator.url).sendBatch(aBatch({ to: aCrowd(1_000) }));
    await vi.waitFor(async () => {
      const { messages, waiting } = await simulator.get("/_sim/stats");
      expect([messages.Queued, waiting.outcomes]).toEqual([0, 0]);
    }, patience);
    const { messages } = await simulator.get("/_sim/stats");
    expect(messages.Failed).toBeGreaterThan(440);
    expect(messages.Dispatched).toBeGreaterThan(200);
    expect(messages.Delivered + messages.Failed + messages.Dispatched).toBe(1_000);
    for (const shares of [{ nobody: 0.1 }, { "150": 0.7, "402": 0.7 }, { "401": 0.1 }]) {
      expect((await simulator.post("/_sim/settings", { shares })).status).toBe(400);
    }
  });

  test("never reports, and yet what is finished is forgotten in time", async () => {
    const simulator = await openSimulator({ callbacks: false, maxMessages: 1_000, shares: { silent: 1 } });
    const transport = openTransport(simulator.url);
    for (let batch = 0; batch < 5; batch++) {
      await transport.sendBatch(aBatch({ to: aCrowd(1_000) }));
      await vi.waitFor(async () => expect((await simulator.get("/_sim/stats")).messages.Queued).toBe(0), patience);
    }
    expect((await simulator.get("/_sim/stats")).accepted).toEqual({ batches: 5, messages: 5_000, forgotten: 4_000 });
  });
});

describe("texts from handsets", () => {
  test("carry the reference of what they answer where the account is set up for it", async () => {
    const { received, url } = await openReceiver();
    const simulator = await openSimulator({ inboundUrl: url, behaviour: { replyMatching: true } });
    await openTransport(simulator.url).sendBatch(aBatch({ deliveryReport: "none" }));
    await simulator.post("/_sim/inbound", { from: mina, body: "Yes" });
    await vi.waitFor(() => expect(received).toHaveLength(1), patience);
    expect(parseCallback(received[0]?.body ?? "")).toMatchObject({ clientReference: "attempt-1" });
  });

  test("go to the app once it listens, with the correlation id of what they answer", async () => {
    const { received, url } = await openReceiver();
    const simulator = await openSimulator({
      inboundUrl: `${url}/sms`,
      conversationUrl: `${url}/app`,
      behaviour: { stopIsOptOut: true },
    });
    await openConversation(simulator.url).sendBatch(aBatch({ callbackUrl: `${url}/reports` }));
    await simulator.post("/_sim/inbound", { from: mina, body: "STOP", media: [{ url: "https://example.com/a.jpg" }] });
    await vi.waitFor(() => expect(received.filter(({ path }) => path === "/app")).toHaveLength(2), patience);
    const parsed = received.filter(({ path }) => path === "/app").map(({ body }) => parseCallback(body));
    expect(parsed).toContainEqual(expect.objectContaining({ kind: "opt_out", from: mina, hasSucceeded: true }));
    expect(parsed).toContainEqual(
      expect.objectContaining({
        kind: "inbound",
        body: "STOP",
        clientReference: "attempt-1",
        media: [{ url: "https://example.com/a.jpg", contentType: null }],
      }),
    );
    await simulator.post("/_sim/settings", { behaviour: { inboundTo: "sms" } });
    await simulator.post("/_sim/inbound", { from: mina, body: "Hi" });
    await vi.waitFor(() => expect(received.some(({ path }) => path === "/sms")).toBe(true), patience);
  });
});
