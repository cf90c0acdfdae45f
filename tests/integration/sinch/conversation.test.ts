import { describe, expect, test, vi } from "vitest";
import { parseCallback, type RecipientOutcome, verifySignature } from "@/lib/sinch";
import { aBatch, aCrowd, openReceiver, openSimulator } from "../simulator/support";
import { openConversation, valueIn } from "./support";

const mina = "+4915199990000";
const patience = { timeout: 5_000, interval: 10 };
const aMinuteAgo = () => new Date(Date.now() - 60_000);
const recipientsOf = (outcomes: RecipientOutcome[]) => outcomes.map(({ recipient }) => recipient);

describe("a batch over the Conversation API", () => {
  test("becomes one message each, with its own words and its own outcome", async () => {
    const simulator = await openSimulator();
    const { received, url } = await openReceiver();
    const transport = openConversation(simulator.url);
    const to = [mina, ...aCrowd(99)];
    const parameters = { name: { default: "you", values: { [mina]: "Mina" } } };
    const batch = aBatch({ to, body: "Hi ${name}", parameters, callbackUrl: `${url}/conversation` });
    const outcomes = await transport.sendEach(batch);
    expect(recipientsOf(outcomes)).toEqual(to);
    expect(outcomes.every(({ outcome }) => outcome.kind === "accepted")).toBe(true);
    const { messages } = await simulator.get("/_sim/messages?client_reference=attempt-1");
    const truth = new Map(messages.map((message: { recipient: string; body: string }) => [message.recipient, message]));
    expect(truth.size).toBe(100);
    expect(truth.get(mina)).toMatchObject({ body: "Hi Mina", from: "+12015550100", api: "conversation" });
    expect(truth.get(to[1])).toMatchObject({ body: "Hi you" });
    await vi.waitFor(() => expect(received).toHaveLength(200), patience);
    const ids = new Map(outcomes.map(({ recipient, outcome }) => [recipient, outcome]));
    for (const { body, headers } of received) {
      expect(verifySignature({ rawBody: Buffer.from(body), headers, secret: "secret" })).toBe(true);
      const report = parseCallback(body);
      if (report.kind !== "delivery_report") throw new Error(report.kind);
      expect(report.clientReference).toBe("attempt-1");
      expect(ids.get(report.recipient)).toEqual({ kind: "accepted", providerId: report.providerBatchId });
      if (report.status === "Dispatched") continue;
      expect(truth.get(report.recipient)).toMatchObject({ recipient: report.recipient });
    }
  });

  test("a recipient without a value fails alone, and nothing is sent to them", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const parameters = { name: { values: { [mina]: "Mina" } } };
    const batch = aBatch({ to: [mina, ...aCrowd(1)], body: "Hi ${name}", parameters });
    const [first, second] = await openConversation(simulator.url).sendEach(batch);
    expect(first?.outcome.kind).toBe("accepted");
    expect(second?.outcome).toMatchObject({ kind: "rejected", code: "unmatched_parameter", permanent: true });
    expect((await simulator.get("/_sim/messages")).count).toBe(1);
  });

  test("expiry, flash, parts, queue and media reach the wire", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openConversation(simulator.url, { queue: "HIGH_PRIORITY" });
    const expireAt = new Date(Date.now() + 3_600_000);
    await transport.sendEach(aBatch({ expireAt, isFlash: true, maxParts: 1, body: "x".repeat(161) }));
    await transport.sendEach(aBatch({ media: { url: "https://example.com/a.jpg" }, body: "" }));
    await vi.waitFor(async () => {
      expect((await simulator.get("/_sim/messages")).messages).toMatchObject([
        { code: 411 },
        { status: "Delivered", media_url: "https://example.com/a.jpg" },
      ]);
    }, patience);
    const thread = await simulator.get(`/_sim/conversations/${mina}`);
    expect(thread.messages).toMatchObject([{ isFlash: true }, { media: ["https://example.com/a.jpg"] }]);
  });

  test("is paced to the app's rate", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openConversation(simulator.url, { messagesPerSecond: 50 });
    expect(transport.capabilities.maxRecipients).toBe(150);
    const startedAt = performance.now();
    await transport.sendEach(aBatch({ to: aCrowd(21) }));
    expect(performance.now() - startedAt).toBeGreaterThan(380);
    expect(openConversation(simulator.url, { messagesPerSecond: 0.1 }).capabilities.maxRecipients).toBe(1);
  });

  test("is over within the timeout: what had no time is unsent, what was not answered is unknown", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openConversation(simulator.url, { messagesPerSecond: 50, timeoutMs: 600 });
    await transport.checkConnection();
    await simulator.fault({ kind: "delay", ms: 60_000 });
    const startedAt = performance.now();
    const outcomes = await transport.sendEach(aBatch({ to: aCrowd(100) }));
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    const kinds = outcomes.map(({ outcome }) => outcome.kind);
    expect(kinds[0]).toBe("unknown");
    expect(kinds.filter((kind) => kind === "accepted").length).toBeGreaterThan(5);
    expect(outcomes.at(-1)?.outcome).toEqual({ kind: "not_sent", reason: "no time left" });
    expect((await simulator.get("/_sim/messages")).count).toBe(kinds.filter((kind) => kind === "accepted").length);
  });

  test("an abort leaves the rest unsent, and says so", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openConversation(simulator.url, { messagesPerSecond: 20 });
    const abort = new AbortController();
    const heard: RecipientOutcome[] = [];
    const onOutcome = (outcome: RecipientOutcome) => {
      heard.push(outcome);
      if (heard.length === 3) abort.abort();
    };
    const outcomes = await transport.sendEach(aBatch({ to: aCrowd(30) }), { signal: abort.signal, onOutcome });
    const sent = outcomes.filter(({ outcome }) => outcome.kind === "accepted");
    expect(sent.length).toBeGreaterThanOrEqual(3);
    expect(outcomes.filter(({ outcome }) => outcome.kind === "not_sent").length).toBe(30 - sent.length);
    expect(heard).toHaveLength(30);
    expect((await simulator.get("/_sim/messages")).count).toBe(sent.length);
  });
});

describe("one word for a whole batch", () => {
  const refusals = { kind: "status", status: 400, times: 1 };

  test("is accepted when everybody was, unknown as soon as they differ", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openConversation(simulator.url, { concurrency: 1 });
    expect(await transport.sendBatch(aBatch({ to: aCrowd(3) }))).toMatchObject({ kind: "accepted" });
    await simulator.fault(refusals);
    const outcome = await transport.sendBatch(aBatch({ to: aCrowd(3) }));
    expect(outcome).toEqual({ kind: "unknown", reason: "outcomes differ between recipients" });
    expect(await transport.sendBatch(aBatch({ to: [] }))).toMatchObject({ kind: "not_sent" });
  });

  test("is what stopped it when nobody was sent to", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openConversation(simulator.url);
    await simulator.fault({ kind: "status", status: 429, retryAfter: 2, times: 1_000 });
    expect(await transport.sendBatch(aBatch({ to: aCrowd(40) }))).toEqual({ kind: "throttled", retryAfterMs: 2_000 });
  });
});

test.each([
  ["the account's fault", { kind: "status", status: 401 }, "rejected"],
  ["a rate", { kind: "status", status: 429 }, "throttled"],
])("an answer that is true of everybody (%s) ends the batch without trying the rest", async (_, fault, kind) => {
  const simulator = await openSimulator({ callbacks: false });
  const transport = openConversation(simulator.url, { concurrency: 1 });
  await simulator.fault({ ...fault, times: 100 });
  const outcomes = await transport.sendEach(aBatch({ to: aCrowd(50) }));
  expect(outcomes.map(({ outcome }) => outcome.kind)).toEqual(Array(50).fill(kind));
  if (kind === "throttled") expect(await transport.sendBatch(aBatch())).toMatchObject({ kind });
  expect((await simulator.get("/_sim/stats")).faults).toMatchObject([{ left: 99 }]);
});

test("one message that is refused for good keeps nobody else from theirs", async () => {
  const simulator = await openSimulator({ callbacks: false });
  await simulator.fault({ kind: "status", status: 400 });
  const outcomes = await openConversation(simulator.url, { concurrency: 1 }).sendEach(aBatch({ to: aCrowd(3) }));
  expect(outcomes.map(({ outcome }) => outcome.kind)).toEqual(["rejected", "accepted", "accepted"]);
});

describe("what can be asked afterwards", () => {
  test("references are found among what is kept, one entry for each recipient", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openConversation(simulator.url);
    await transport.sendEach(aBatch({ to: aCrowd(3), clientReference: "a" }));
    await transport.sendEach(aBatch({ to: aCrowd(2), clientReference: "b" }));
    const found = valueIn(await transport.findByReference(["a", "c"], aMinuteAgo()));
    expect(found.flatMap(({ recipients }) => recipients).sort()).toEqual(aCrowd(3));
    expect(transport.capabilities.lookup).toBe("presence");
    await simulator.post("/_sim/settings", { behaviour: { keepsDispatched: false } });
    expect(valueIn(await transport.findByReference(["a"], aMinuteAgo()))).toEqual([]);
  });

  test("inbound messages are listed page by page", async () => {
    const { url } = await openReceiver();
    const simulator = await openSimulator({ conversationUrl: url });
    const transport = openConversation(simulator.url);
    await simulator.post("/_sim/inbound", { from: mina, body: "STOP" });
    const page = valueIn(await transport.listInbounds(aMinuteAgo()));
    expect(page).toMatchObject({
      next: null,
      items: [{ kind: "inbound", from: mina, to: "+12015550100", body: "STOP" }],
    });
  });

  test("what this API does not have is said, and in the capabilities", async () => {
    const simulator = await openSimulator();
    const transport = openConversation(simulator.url);
    const missing = { ok: false, failure: { kind: "unsupported" } };
    expect(await transport.cancelBatch("x")).toEqual(missing);
    expect(await transport.dryRun(aBatch())).toEqual(missing);
    expect(await transport.listReports(aMinuteAgo())).toEqual(missing);
    expect(transport.capabilities).toMatchObject({ hasCancel: false, hasDryRun: false, hasReportListing: false });
  });
});

test("the client sends, lists and reads messages, and keeps webhooks", async () => {
  const simulator = await openSimulator({ callbacks: false });
  const { messages, webhooks, app } = openConversation(simulator.url).client;
  const recipient = { identified_by: { channel_identities: [{ channel: "SMS" as const, identity: mina.slice(1) }] } };
  const sent = valueIn(
    await messages.send({ app_id: "demo-app", recipient, message: { text_message: { text: "Hi" } } }),
  );
  const source = "DISPATCH_SOURCE";
  expect(valueIn(await messages.get(sent.message_id, source))).toMatchObject({ id: sent.message_id });
  const page = valueIn(await messages.list({ messages_source: source, page_size: 1, direction: "TO_CONTACT" }));
  expect(page).toMatchObject({ messages: [{ id: sent.message_id }], next_page_token: "" });
  expect(await messages.remove(sent.message_id, source)).toMatchObject({ ok: true });
  expect(await messages.get(sent.message_id, source)).toMatchObject({ failure: { code: "not_found" } });
  const target = "https://example.com/hook?a=1&b=2";
  const hook = { app_id: "demo-app", target, target_type: "HTTP", triggers: ["MESSAGE_INBOUND"] } as const;
  const webhook = valueIn(await webhooks.create({ ...hook, triggers: [...hook.triggers] }));
  expect(valueIn(await webhooks.list()).webhooks).toEqual([webhook]);
  expect(valueIn(await webhooks.get(webhook.id))).toEqual(webhook);
  const change = { target: "https://example.com/other", triggers: ["OPT_OUT" as const] };
  expect(valueIn(await webhooks.update(webhook.id, change))).toEqual({ ...webhook, ...change });
  expect(await webhooks.remove(webhook.id)).toMatchObject({ ok: true });
  expect(valueIn(await app.get())).toMatchObject({ id: "demo-app" });
});

test("the connection is checked, and what is wrong is named", async () => {
  const simulator = await openSimulator();
  expect(await openConversation(simulator.url).checkConnection()).toMatchObject({ kind: "connected" });
  const causes = async (change: Parameters<typeof openConversation>[1]) => {
    const check = await openConversation(simulator.url, change).checkConnection();
    return check.kind === "refused" ? check.likelyCauses : check.kind;
  };
  expect(await causes({ appId: "other" })).toEqual(["wrong_region", "unknown_app"]);
  expect(await causes({ accessKey: { keyId: "demo-key", keySecret: "no" } })).toEqual(["wrong_credentials"]);
  expect(await causes({ projectId: "other" })).toEqual(["wrong_credentials"]);
  expect(await causes({ authUrl: "http://127.0.0.1:1" })).toBe("unreachable");
});
