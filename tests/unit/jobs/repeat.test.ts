import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { repeat } from "@/lib/jobs/work";
import { testEnvironment } from "../../support/environment.ts";

/** Recurring work by a clock that the test moves. */

for (const [name, value] of Object.entries(testEnvironment)) process.env[name] = value;
process.env.DATABASE_URL = "postgres://127.0.0.1:9/none";

let leaving: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  leaving = new AbortController();
});

afterEach(() => {
  leaving.abort();
  vi.useRealTimers();
});

type Step = () => Promise<boolean>;

/** Starts the loop; `calls` says how often its step was called up to now. */
function start(everySeconds: number, step: Step) {
  let calls = 0;
  const counted = () => {
    calls++;
    return step();
  };
  const ended = repeat("a test", everySeconds, counted, leaving.signal);
  return { ended, calls: () => calls };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test("without work it rests as long as it says", async () => {
  const loop = start(60, async () => false);
  await pass(59_999);
  expect(loop.calls()).toBe(1);
  await pass(1);
  expect(loop.calls()).toBe(2);
});

test("with work it goes on at once, and rests when there is none left", async () => {
  let left = 5;
  const loop = start(60, async () => left-- > 0);
  await pass(0);
  expect(loop.calls()).toBe(6);
  await pass(59_999);
  expect(loop.calls()).toBe(6);
});

test("a failure ends nothing: after a second at most the next try follows, whatever the rest is", async () => {
  const rare = start(3_600, () => Promise.reject(new Error("the database is away")));
  const frequent = start(0.2, () => Promise.reject(new Error("the database is away")));
  await pass(1_000);
  expect(rare.calls()).toBe(2);
  expect(frequent.calls()).toBe(6);
});

test("after the failure is over it rests as before", async () => {
  let failures = 2;
  const loop = start(60, async () => {
    if (failures-- > 0) throw new Error("the database is away");
    return false;
  });
  await pass(2_000);
  expect(loop.calls()).toBe(3);
  await pass(59_999);
  expect(loop.calls()).toBe(3);
});

test("the signal ends it out of its rest, without another step", async () => {
  const loop = start(3_600, async () => false);
  await pass(10);
  leaving.abort();
  await loop.ended;
  expect(loop.calls()).toBe(1);
});

test("the signal lets a step that is under way come to its end", async () => {
  let finish: (worked: boolean) => void = () => undefined;
  const loop = start(1, () => new Promise((resolve) => (finish = resolve)));
  let isOver = false;
  const over = loop.ended.then(() => (isOver = true));
  leaving.abort();
  await pass(5_000);
  expect(isOver).toBe(false);
  finish(true);
  await over;
  expect(loop.calls()).toBe(1);
});

test("a signal that was given before lets nothing begin", async () => {
  leaving.abort();
  const loop = start(1, async () => true);
  await loop.ended;
  expect(loop.calls()).toBe(0);
});
