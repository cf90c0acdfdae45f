import { describe, expect, test } from "vitest";
import { aBatch, openSimulator } from "../simulator/support";
import { openConversation, openProject } from "./support";

const issued = async (simulator: { get(path: string): Promise<{ tokens: number }> }) =>
  (await simulator.get("/_sim/stats")).tokens;

describe("an access key", () => {
  test("becomes one token, however many ask for it at once", async () => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = openProject(simulator.url);
    const sends = Array.from({ length: 50 }, () => transport.sendBatch(aBatch()));
    expect((await Promise.all(sends)).every(({ kind }) => kind === "accepted")).toBe(true);
    expect(await issued(simulator)).toBe(1);
  });

  test("is not kept beyond a minute before the token runs out", async () => {
    const simulator = await openSimulator({ callbacks: false, tokenSeconds: 0 });
    const transport = openProject(simulator.url);
    // A token that is gone at once is refused as expired, and so is the next one: no third is asked for.
    expect(await transport.sendBatch(aBatch())).toMatchObject({ kind: "rejected", httpStatus: 401, permanent: false });
    expect(await issued(simulator)).toBe(2);
  });

  test.each([
    ["the SMS API", openProject],
    ["the Conversation API", openConversation],
  ])("gets a new token once when %s says the old one has expired", async (_, open) => {
    const simulator = await openSimulator({ callbacks: false });
    const transport = open(simulator.url);
    expect(await transport.sendBatch(aBatch())).toMatchObject({ kind: "accepted" });
    await simulator.fault({ kind: "expire_tokens" });
    expect(await transport.sendBatch(aBatch())).toMatchObject({ kind: "accepted" });
    expect(await issued(simulator)).toBe(2);
    expect((await simulator.get("/_sim/messages")).count).toBe(2);
  });

  test("that is refused is the account's fault; other 401s fetch nothing", async () => {
    const simulator = await openSimulator();
    const wrong = openProject(simulator.url, { accessKey: { keyId: "demo-key", keySecret: "other" } });
    expect(await wrong.sendBatch(aBatch())).toMatchObject({ kind: "rejected", httpStatus: 401, permanent: false });
    await simulator.post("/_sim/settings", { behaviour: { smsTakesProjectKeys: false } });
    const right = openProject(simulator.url);
    expect(await right.sendBatch(aBatch())).toMatchObject({ kind: "rejected", httpStatus: 401 });
    expect(await issued(simulator)).toBe(1);
    expect(await right.checkConnection()).toMatchObject({
      likelyCauses: ["end_of_sale", "wrong_credentials", "wrong_region"],
    });
  });
});

describe("a token that cannot be had means nothing was sent", () => {
  test.each([
    [
      { kind: "status", status: 503 },
      { kind: "not_sent", reason: "token: HTTP status 503" },
    ],
    [{ kind: "refuse" }, { kind: "not_sent" }],
    [{ kind: "status", status: 200, body: "<html>" }, { kind: "not_sent" }],
    [{ kind: "status", status: 429 }, { kind: "throttled" }],
  ])("%j", async (fault, outcome) => {
    const simulator = await openSimulator();
    await simulator.fault({ ...fault, on: "token" });
    for (const open of [openProject, openConversation]) {
      await simulator.fault({ ...fault, on: "token" });
      expect(await open(simulator.url).sendBatch(aBatch())).toMatchObject(outcome);
    }
    expect((await simulator.get("/_sim/messages")).count).toBe(0);
  });

  test("a throttled token server is left alone for a while", async () => {
    const simulator = await openSimulator();
    await simulator.fault({ kind: "status", status: 429, on: "token" });
    const transport = openProject(simulator.url);
    for (let time = 0; time < 3; time++) {
      expect(await transport.sendBatch(aBatch())).toMatchObject({ kind: "throttled" });
    }
    expect(await issued(simulator)).toBe(0);
  });

  test("one caller's abort does not take it from the others", async () => {
    const simulator = await openSimulator({ callbacks: false });
    await simulator.fault({ kind: "delay", ms: 150, on: "token" });
    const transport = openProject(simulator.url);
    const abort = new AbortController();
    const [aborted, other] = [transport.sendBatch(aBatch(), { signal: abort.signal }), transport.sendBatch(aBatch())];
    abort.abort();
    expect(await aborted).toEqual({ kind: "not_sent", reason: "token: aborted" });
    expect(await other).toMatchObject({ kind: "accepted" });
  });
});
