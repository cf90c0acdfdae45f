import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startListener } from "@/lib/webhooks/listener";
import { maxCallbackBytes } from "@/lib/webhooks/receive";
import { createTestDatabase } from "../../support/database.ts";

const database = await createTestDatabase();
const key = "a-key-in-the-address";
const server: Server = await startListener(0, { hmacSecret: undefined, pathKey: key });
afterAll(() => server.close());
const { port } = server.address() as AddressInfo;

beforeEach(async () => {
  await database.query("TRUNCATE webhook_event");
});

const inbound = JSON.stringify({
  ...{ type: "mo_text", id: "m1", from: "12015550123", to: "12015550100" },
  ...{ body: "Hello", received_at: "2026-11-21T10:00:00.000Z" },
});

async function call(path: string, request: RequestInit = { body: inbound }) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", ...request });
  return { status: response.status, text: await response.text() };
}

async function stored(): Promise<number> {
  const { rows } = await database.query<{ n: number }>("SELECT count(*)::int AS n FROM webhook_event");
  return rows[0]?.n ?? 0;
}

describe("the bare listener", () => {
  test.each(["delivery-reports", "inbound", "conversation"])("takes a callback at %s", async (name) => {
    expect((await call(`/api/webhooks/${name}/${key}`)).status).toBe(200);
    expect(await stored()).toBe(1);
  });

  test("neither a slash at the end nor a query is part of the key", async () => {
    expect((await call(`/api/webhooks/inbound/${key}/?try=2`)).status).toBe(200);
    expect(await stored()).toBe(1);
  });

  test.each([
    ["another key", `/api/webhooks/inbound/${key}x`, 401],
    ["no key", "/api/webhooks/inbound", 401],
    ["a name that no callback has", `/api/webhooks/others/${key}`, 404],
    ["a deeper address", `/api/webhooks/inbound/${key}/more`, 404],
    ["any other page", "/", 404],
  ])("%s is refused at %s with %i, and nothing is stored", async (_name, path, status) => {
    expect((await call(path)).status).toBe(status);
    expect(await stored()).toBe(0);
  });

  test("a browser that looks is told how to call", async () => {
    expect(await call(`/api/webhooks/inbound/${key}`, { method: "GET" })).toEqual({
      status: 405,
      text: "POST only",
    });
  });

  test("more than a callback can be is refused", async () => {
    const body = "x".repeat(maxCallbackBytes + 1);
    expect((await call(`/api/webhooks/inbound/${key}`, { body })).status).toBe(413);
    expect(await stored()).toBe(0);
  });

  test("a client that breaks off stores nothing, and the next one is served", async () => {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(`POST /api/webhooks/inbound/${key} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{`);
    socket.end();
    socket.resume();
    await once(socket, "close");
    expect(await stored()).toBe(0);
    expect((await call(`/api/webhooks/inbound/${key}`)).status).toBe(200);
  });

  test("a port that is taken is said", async () => {
    await expect(startListener(port, { hmacSecret: undefined, pathKey: key })).rejects.toThrow(/EADDRINUSE/);
  });
});
