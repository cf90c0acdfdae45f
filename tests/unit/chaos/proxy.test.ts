import { connect, createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clearUp, startProxy, type Wire } from "../../chaos/proxy.ts";

/** Answers every line with itself. */
let echo: Server;
let wire: Wire;

beforeAll(async () => {
  echo = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
  const address = echo.address();
  wire = await startProxy(() => (typeof address === "object" && address !== null ? address.port : null));
});

afterAll(async () => {
  await wire.close();
  echo.close();
});

type Talk = { heard: string; isOpen: boolean };

/** Says something, and what came back until the other side ended or nothing more is to be expected. */
function talk(text: string, enough = text.length, patienceMs = 300): Promise<Talk> {
  return new Promise((resolve) => {
    let heard = "";
    const socket = connect(wire.port, "127.0.0.1", () => socket.write(text));
    const end = (isOpen: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ heard, isOpen });
    };
    const timer = setTimeout(() => end(true), patienceMs);
    socket.on("data", (chunk) => {
      heard += chunk;
      if (heard.length >= enough) end(true);
    });
    socket.on("error", () => end(false));
    socket.on("close", () => end(false));
  });
}

test("forwards in both directions", async () => {
  expect(await talk("hello")).toEqual({ heard: "hello", isOpen: true });
});

test("cuts one answer after so many bytes, and only one", async () => {
  wire.weather.cutAnswerAfter = 2;
  expect(await talk("hello")).toEqual({ heard: "he", isOpen: false });
  expect(await talk("hello")).toEqual({ heard: "hello", isOpen: true });
});

test("half open: nothing comes back and nothing ends, until it clears up", async () => {
  wire.weather.isHalfOpen = true;
  expect(await talk("hello")).toEqual({ heard: "", isOpen: true });
  await clearUp(wire);
  expect(await talk("hello")).toEqual({ heard: "hello", isOpen: true });
});

test("refuses, and listens again at the same port", async () => {
  await wire.refuse();
  expect(await talk("hello")).toEqual({ heard: "", isOpen: false });
  await clearUp(wire);
  expect(await talk("hello")).toEqual({ heard: "hello", isOpen: true });
});

test("delays", async () => {
  wire.weather.delayMs = 40;
  const startedAt = performance.now();
  await talk("hello", 5, 2_000);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(75);
  await clearUp(wire);
});
