import { ConversationCallbackWebhooks } from "@sinch/sdk-core";
import { describe, expect, test, vi } from "vitest";
import { mina, openBoth, patience, projectClient } from "./support";

/** Every operation of the Conversation API that lib/sinch uses, driven by Sinch's own client. */
const app_id = "demo-app";
const digits = mina.slice(1);
const toMina = { identified_by: { channel_identities: [{ channel: "SMS" as const, identity: digits }] } };
const dispatch = { messages_source: "DISPATCH_SOURCE" as const };

function aText(text = "Hello") {
  return {
    app_id,
    recipient: toMina,
    message: { text_message: { text } },
    channel_priority_order: ["SMS" as const],
    channel_properties: { SMS_SENDER: "12015550100" },
    message_metadata: '{"client_reference":"one"}',
    correlation_id: "one",
    processing_strategy: "DISPATCH_ONLY" as const,
  };
}

describe("messages", () => {
  test("are sent, listed, fetched, changed and deleted", async () => {
    const { simulator } = await openBoth();
    const { messages } = projectClient(simulator.url).conversation;
    const { message_id = "" } = await messages.sendTextMessage({ sendMessageRequestBody: aText() });
    expect(message_id).toMatch(/^[0-9A-Z]{26}$/);
    const url = "https://example.com/a.jpg";
    await messages.sendMediaMessage({ sendMessageRequestBody: { ...aText(), message: { media_message: { url } } } });
    const listed = [];
    for await (const message of messages.list({ app_id, page_size: 1, ...dispatch })) listed.push(message);
    expect(listed).toHaveLength(2);
    expect(listed[0]).toMatchObject({ app_message: { media_message: { url } }, direction: "TO_CONTACT" });
    expect(listed[1]).toMatchObject({ id: message_id, metadata: '{"client_reference":"one"}' });
    expect((await messages.list({ app_id })).data).toEqual([]);
    const one = await messages.get({ message_id, ...dispatch });
    expect(one).toMatchObject({
      channel_identity: { channel: "SMS", identity: digits },
      accept_time: expect.any(Date),
    });
    const updated = await messages.update({ message_id, updateMessageRequestBody: { metadata: "new" }, ...dispatch });
    expect(updated).toMatchObject({ metadata: "new" });
    await messages.delete({ message_id, ...dispatch });
    await expect(messages.get({ message_id, ...dispatch })).rejects.toThrow(/404/);
  });

  test("stand in the ground truth under our reference", async () => {
    const { simulator } = await openBoth();
    await projectClient(simulator.url).conversation.messages.send({ sendMessageRequestBody: aText("Hi Mina") });
    expect((await simulator.get("/_sim/messages?client_reference=one")).messages).toMatchObject([
      { api: "conversation", recipient: mina, from: "+12015550100", body: "Hi Mina", client_reference: "one" },
    ]);
    // The SMS API knows nothing of them.
    expect(await (await simulator.call("GET")).json()).toMatchObject({ count: 0 });
  });

  test.each([
    ["another app", { app_id: "other" }, /404/],
    ["no message", { message: {} }, /400/],
    ["two messages", { message: { text_message: { text: "a" }, media_message: { url: "https://e.com" } } }, /400/],
    ["a channel the app lacks", { channel_priority_order: ["WHATSAPP"] }, /400/],
    ["metadata of 1,025 characters", { message_metadata: "x".repeat(1_025) }, /400/],
    ["a ttl of a second", { ttl: "1s" }, /400/],
    ["a queue nobody knows", { queue: "LATER" }, /400/],
  ])("with %s are refused at once", async (_, change, status) => {
    const { simulator } = await openBoth();
    const { messages } = projectClient(simulator.url).conversation;
    // What the client's types forbid is what is tried.
    const sendMessageRequestBody = { ...aText(), ...change } as never;
    await expect(messages.send({ sendMessageRequestBody })).rejects.toThrow(status);
    expect((await simulator.get("/_sim/messages")).count).toBe(0);
  });

  test("beyond the project's rate are 429", async () => {
    const { simulator } = await openBoth();
    await simulator.post("/_sim/settings", { projectRequestsPerSecond: 1 });
    const { messages } = projectClient(simulator.url).conversation;
    const sends = Array.from({ length: 3 }, () => messages.send({ sendMessageRequestBody: aText() }));
    const settled = await Promise.allSettled(sends);
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});

describe("webhooks", () => {
  test("are created, listed, fetched, changed and deleted", async () => {
    const { simulator } = await openBoth();
    const { webhooks } = projectClient(simulator.url).conversation;
    const request = {
      app_id,
      target: "https://example.com/a",
      target_type: "HTTP" as const,
      triggers: ["MESSAGE_DELIVERY" as const],
    };
    const webhook = await webhooks.create({ webhookCreateRequestBody: { ...request, secret: "s" } });
    const webhook_id = webhook.id ?? "";
    await expect(webhooks.create({ webhookCreateRequestBody: request })).rejects.toThrow(/400/);
    expect((await webhooks.list({ app_id })).webhooks).toEqual([webhook]);
    expect(await webhooks.get({ webhook_id })).toEqual(webhook);
    const updated = await webhooks.update({
      webhook_id,
      update_mask: ["target"],
      webhookUpdateRequestBody: { app_id, target: "https://example.com/b", triggers: ["OPT_OUT"] },
    });
    expect(updated).toMatchObject({ target: "https://example.com/b", triggers: ["MESSAGE_DELIVERY"], secret: "s" });
    await webhooks.delete({ webhook_id });
    await expect(webhooks.get({ webhook_id })).rejects.toThrow(/404/);
    const five = ["1", "2", "3", "4", "5"];
    for (const path of five) {
      await webhooks.create({ webhookCreateRequestBody: { ...request, target: `https://example.com/${path}` } });
    }
    await expect(webhooks.create({ webhookCreateRequestBody: request })).rejects.toThrow(/400/);
  });

  test("are called with each kind of callback, signed as the client expects", async () => {
    const { simulator, received, url } = await openBoth();
    await simulator.post("/_sim/settings", { behaviour: { stopIsOptOut: true } });
    const { webhooks, messages } = projectClient(simulator.url).conversation;
    const triggers = ["MESSAGE_DELIVERY", "MESSAGE_SUBMIT", "MESSAGE_INBOUND", "OPT_IN", "OPT_OUT"] as const;
    await webhooks.create({
      webhookCreateRequestBody: { app_id, target: url, target_type: "HTTP", triggers: [...triggers], secret: "hook" },
    });
    await messages.send({ sendMessageRequestBody: aText() });
    await simulator.post("/_sim/inbound", { from: mina, body: "STOP" });
    await simulator.post("/_sim/inbound", { from: mina, body: "START" });
    await vi.waitFor(() => expect(received).toHaveLength(7), patience);
    const verifier = new ConversationCallbackWebhooks("hook");
    const events = received.map(({ body, headers }) => {
      expect(verifier.validateAuthenticationHeader(headers, body, "/", "POST")).toBe(true);
      return verifier.parseEvent(body);
    });
    expect(events.map(({ trigger }) => trigger).sort()).toEqual([
      ...["MESSAGE_DELIVERY", "MESSAGE_DELIVERY", "MESSAGE_INBOUND", "MESSAGE_INBOUND"],
      ...["MESSAGE_SUBMIT", "OPT_IN", "OPT_OUT"],
    ]);
  });

  test("give way to a message's own address", async () => {
    const { simulator, received, url } = await openBoth();
    const { messages } = projectClient(simulator.url).conversation;
    await messages.send({ sendMessageRequestBody: { ...aText(), callback_url: `${url}/own` } });
    await vi.waitFor(() => expect(received).toHaveLength(2), patience);
    expect(received.every(({ path }) => path === "/own")).toBe(true);
    const verifier = new ConversationCallbackWebhooks("secret");
    const { body = "", headers = {} } = received[0] ?? {};
    expect(verifier.validateAuthenticationHeader(headers, body, "/", "POST")).toBe(true);
  });
});

test("the app is shown, another one is not found", async () => {
  const { simulator } = await openBoth();
  const { app } = projectClient(simulator.url).conversation;
  expect(await app.get({ app_id })).toMatchObject({ id: app_id, processing_mode: "DISPATCH" });
  expect((await app.list({})).apps).toHaveLength(1);
  await expect(app.get({ app_id: "other" })).rejects.toThrow(/404/);
});
