import { describe, expect, test, vi } from "vitest";
import { parseCallback, verifySignature } from "@/lib/sinch";
import { aBatch, aCrowd, openReceiver, openSimulator, openTransport } from "./support";

const patience = { timeout: 5_000, interval: 10 };
const mina = "+4915199990000";

describe("a text from a handset", () => {
  test("reaches the plan's inbound address, signed, and again after a 503", async () => {
    const { received, url } = await openReceiver((count) => (count === 1 ? 503 : 200));
    const simulator = await openSimulator({ inboundUrl: `${url}/api/webhooks/inbound/key` });
    const response = await simulator.post("/_sim/inbound", { from: mina, to: "+12015550100", body: "Stop 🛑" });
    const { id } = await response.json();
    expect(response.status).toBe(201);
    await vi.waitFor(() => expect(received).toHaveLength(2), patience);
    const [, again] = received;
    expect(again?.path).toBe("/api/webhooks/inbound/key");
    const rawBody = Buffer.from(again?.body ?? "");
    expect(verifySignature({ rawBody, headers: again?.headers ?? {}, secret: "secret" })).toBe(true);
    expect(parseCallback(rawBody)).toMatchObject({
      kind: "inbound",
      id,
      from: mina,
      to: "+12015550100",
      body: "Stop 🛑",
    });
    expect(JSON.parse(again?.body ?? "")).toMatchObject({ from: "4915199990000", to: "12015550100" });
  });

  test.each([
    [{ from: "nobody", body: "x" }],
    [{ from: mina }],
    [{ from: mina, to: "ACME", body: "x" }],
    [{ from: mina, media: [] }],
    [{ from: mina, media: [{ url: "no address" }] }],
    [{ from: mina, udh: "05", body: "§" }],
    [{ from: mina, udh: "xyz", body: "SGk=" }],
  ])("is refused when it makes no sense", async (text) => {
    const simulator = await openSimulator();
    const response = await simulator.post("/_sim/inbound", text);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ problem: expect.any(String) });
  });

  test("comes by itself from the number that answers STOP", async () => {
    const { received, url } = await openReceiver();
    const simulator = await openSimulator({ inboundUrl: url });
    const to = ["+4915199991003"];
    await openTransport(simulator.url).sendBatch(aBatch({ to, deliveryReport: "none" }));
    await vi.waitFor(() => expect(received).toHaveLength(1), patience);
    expect(parseCallback(received[0]?.body ?? "")).toMatchObject({ kind: "inbound", from: to[0], body: "STOP" });
  });
});

describe("the ground truth", () => {
  test("is asked for by reference and by number, in pages or all at once", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openTransport(simulator.url);
    await transport.sendBatch(aBatch({ to: [mina, ...aCrowd(999)], clientReference: "one" }));
    await transport.sendBatch(aBatch({ to: [mina, mina], clientReference: "two" }));
    const count = async (query: string) => (await simulator.get(`/_sim/messages?${query}`)).count;
    expect(await count("")).toBe(1_002);
    expect(await count("client_reference=two")).toBe(2);
    expect(await count(`recipient=${encodeURIComponent(mina)}`)).toBe(3);
    expect(await count(`recipient=${mina}`)).toBe(3);
    expect(await count("recipient=4915199990000&client_reference=one")).toBe(1);
    expect(await count("recipient=nobody")).toBe(0);
    const last = await simulator.get("/_sim/messages?page=1&page_size=1000");
    expect(last).toMatchObject({ count: 1_002, page: 1, page_size: 2 });
    const { columns, rows } = await simulator.get("/_sim/messages?format=compact");
    expect(rows).toHaveLength(1_002);
    const first = Object.fromEntries(columns.map((column: string, index: number) => [column, rows[0][index]]));
    expect(first).toMatchObject({ client_reference: "one", recipient: mina, from: "+12015550100", body: "Hello" });
  });

  test("stays bounded: the oldest finished batches are forgotten", async () => {
    const simulator = await openSimulator({ maxMessages: 1_500, callbacks: false, delays: { minMs: 0, maxMs: 0 } });
    const transport = openTransport(simulator.url);
    for (const reference of ["a", "b", "c"]) {
      await transport.sendBatch(aBatch({ to: Array(1_000).fill(mina), clientReference: reference }));
      await vi.waitFor(async () => {
        const { waiting } = await simulator.get("/_sim/stats");
        expect(waiting.queue + waiting.outcomes).toBe(0);
      }, patience);
    }
    expect((await simulator.get("/_sim/messages?client_reference=a")).count).toBe(0);
    expect((await simulator.get("/_sim/messages?client_reference=c")).count).toBe(1_000);
    expect((await simulator.get("/_sim/stats")).accepted).toEqual({ batches: 3, messages: 3_000, forgotten: 2_000 });
  });
});

describe("the levers", () => {
  test("reset forgets everything and brings the settings back", async () => {
    const simulator = await openSimulator({ messagesPerSecond: 5 });
    await openTransport(simulator.url).sendBatch(aBatch({ to: aCrowd(10) }));
    await simulator.fault({ kind: "refuse", times: 3 });
    await simulator.post("/_sim/settings", { messagesPerSecond: 7 });
    await simulator.post("/_sim/reset");
    expect(await simulator.get("/_sim/stats")).toMatchObject({
      accepted: { batches: 0, messages: 0 },
      waiting: { queue: 0, outcomes: 0, callbacks: 0 },
      faults: [],
      settings: { messagesPerSecond: 5 },
    });
  });

  test.each([
    ["faults", { kind: "earthquake" }],
    ["faults", { kind: "refuse", times: 0 }],
    ["faults", { kind: "status" }],
    ["faults", { kind: "cut_response" }],
    ["faults", { kind: "delay", ms: -1 }],
    ["settings", { messagesPerSecond: 0 }],
    ["settings", { speed: 3 }],
    ["settings", { delays: { minMs: 2, maxMs: 1 } }],
  ])("%s refuse %j by name", async (lever, wanted) => {
    const simulator = await openSimulator();
    const response = await simulator.post(`/_sim/${lever}`, wanted);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ problem: expect.any(String) });
  });

  test("another site cannot pull them", async () => {
    const simulator = await openSimulator();
    const reset = (headers: Record<string, string>, body = "{}") =>
      fetch(`${simulator.url}/_sim/reset`, { method: "POST", headers, body });
    const json = { "content-type": "application/json" };
    expect((await reset({ ...json, origin: "https://elsewhere.example" })).status).toBe(403);
    expect((await reset({ ...json, origin: "null" })).status).toBe(403);
    expect((await reset({ "content-type": "text/plain" })).status).toBe(400);
    const own = await reset({ ...json, origin: simulator.url });
    expect(own.status).toBe(200);
    expect(own.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("the virtual phone", () => {
  test("lists phones, newest first, and shows one thread from both sides", async () => {
    const simulator = await openSimulator();
    const transport = openTransport(simulator.url);
    await transport.sendBatch(aBatch({ to: [mina, ...aCrowd(99)], deliveryReport: "none", body: "First" }));
    await transport.sendBatch(aBatch({ to: aCrowd(1, 12_015_550_142), deliveryReport: "none", body: "Second" }));
    await simulator.post("/_sim/inbound", { from: mina, body: "Hello?" });
    const list = await simulator.get("/_sim/conversations?limit=2");
    expect(list).toMatchObject({
      more: true,
      conversations: [
        { number: mina, direction: "sent", text: "Hello?" },
        { number: "+12015550142", direction: "received", text: "Second" },
      ],
    });
    const found = await simulator.get("/_sim/conversations?search=%2B1%20201%20555");
    expect(found).toMatchObject({ more: false, conversations: [{ number: "+12015550142" }] });
    await vi.waitFor(async () => {
      expect(await simulator.get(`/_sim/conversations/${mina}`)).toMatchObject({
        number: mina,
        replyTo: "+12015550100",
        messages: [
          { direction: "received", text: "First", status: "Delivered", parts: 1, encoding: "GSM" },
          { direction: "sent", text: "Hello?", words: "Sent" },
        ],
      });
    }, patience);
  });

  test("shows media from both sides, and has a photo to send", async () => {
    const simulator = await openSimulator();
    const media = { url: "https://example.com/menu.jpg", subject: "New menu" };
    await openTransport(simulator.url).sendBatch(aBatch({ media, body: "Look", deliveryReport: "none" }));
    const photo = { url: `${simulator.url}/photo.svg`, content_type: "image/svg+xml" };
    expect((await simulator.post("/_sim/inbound", { from: mina, media: [photo] })).status).toBe(201);
    expect(await simulator.get(`/_sim/conversations/${mina}`)).toMatchObject({
      messages: [
        { direction: "received", text: "Look", subject: "New menu", media: [media.url] },
        { direction: "sent", text: "", media: [photo.url] },
      ],
    });
    expect(await simulator.get("/_sim/conversations")).toMatchObject({ conversations: [{ text: "Media" }] });
    expect((await fetch(photo.url)).headers.get("content-type")).toBe("image/svg+xml");
  });

  test("serves its page and nothing else, under a strict policy", async () => {
    const simulator = await openSimulator();
    const page = await fetch(simulator.url);
    const html = await page.text();
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    for (const [, path] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      expect((await fetch(simulator.url + path)).status, path).toBe(200);
    }
    expect(html).not.toMatch(/https?:\/\//);
    for (const path of ["/../main.ts", "/main.ts", "/%2e%2e/index.ts", "/constructor"]) {
      expect((await fetch(simulator.url + path)).status).toBe(404);
    }
  });

  test("hears of changes by itself", async () => {
    const simulator = await openSimulator();
    const stop = new AbortController();
    const response = await fetch(`${simulator.url}/_sim/events`, { signal: stop.signal });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    await simulator.post("/_sim/inbound", { from: mina, body: "Hello?" });
    let heard = "";
    for await (const chunk of response.body ?? []) {
      heard += Buffer.from(chunk).toString();
      if (heard.includes("event: change")) break;
    }
    stop.abort();
    expect(heard).toContain("event: change");
  });
});
