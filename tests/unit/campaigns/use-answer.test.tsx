// @vitest-environment happy-dom
import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { useAnswer } from "@/components/campaigns/compose/use-answer";
import { fail, ok, type Result } from "@/lib/result";
import "../../support/component";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

/** A server that answers when the test says so. */
function slowServer() {
  const waiting: { input: string; answer: (result: Result<string>) => Promise<void> }[] = [];
  const action = (input: string) =>
    new Promise<Result<string>>((resolve) => {
      waiting.push({ input, answer: (result) => act(async () => resolve(result)) });
    });
  return { action, waiting };
}

function ask(action: (input: string) => Promise<Result<string>>, initial: string | null = null) {
  return renderHook(({ input, again }) => useAnswer(action, input, initial, 300, again), {
    initialProps: { input: "a", again: 0 },
  });
}

describe("an answer to a question that changes", () => {
  test("what the page came with is no question", async () => {
    const { action, waiting } = slowServer();
    const { result } = ask(action, "first");
    await pass(1_000);
    expect(waiting).toEqual([]);
    expect(result.current).toEqual({ data: "first", isStale: false, problem: null });
  });

  test("is asked once, a moment after the last of several changes; the old one stays meanwhile, as stale", async () => {
    const { action, waiting } = slowServer();
    const { result, rerender } = ask(action, "first");
    for (const input of ["ab", "abc", "abcd"]) {
      rerender({ input, again: 0 });
      await pass(200);
    }
    expect(result.current).toEqual({ data: "first", isStale: true, problem: null });
    await pass(100);
    expect(waiting.map(({ input }) => input)).toEqual(["abcd"]);
    await waiting[0]?.answer(ok("second"));
    expect(result.current).toEqual({ data: "second", isStale: false, problem: null });
  });

  test("an answer to an older question is dropped, even when it comes last", async () => {
    const { action, waiting } = slowServer();
    const { result, rerender } = ask(action);
    await pass(300);
    rerender({ input: "b", again: 0 });
    await pass(300);
    await waiting[1]?.answer(ok("of b"));
    await waiting[0]?.answer(ok("of a"));
    expect(result.current).toEqual({ data: "of b", isStale: false, problem: null });
  });

  test("back to the question whose answer is there: nothing is asked, and it is no longer stale", async () => {
    const { action, waiting } = slowServer();
    const { result, rerender } = ask(action, "of a");
    rerender({ input: "b", again: 0 });
    expect(result.current.isStale).toBe(true);
    rerender({ input: "a", again: 0 });
    await pass(1_000);
    expect(waiting).toEqual([]);
    expect(result.current).toEqual({ data: "of a", isStale: false, problem: null });
  });

  test("a failure is told, and the last good answer stays, marked as stale", async () => {
    const { action, waiting } = slowServer();
    const { result, rerender } = ask(action, "good");
    rerender({ input: "b", again: 0 });
    await pass(300);
    await waiting[0]?.answer(fail({ code: "unavailable", message: "Away." }));
    expect(result.current).toEqual({ data: "good", isStale: true, problem: "Away." });
  });

  test("the same question can be asked again", async () => {
    const { action, waiting } = slowServer();
    const { rerender } = ask(action, "good");
    rerender({ input: "a", again: 1 });
    await pass(300);
    expect(waiting.map(({ input }) => input)).toEqual(["a"]);
  });

  test("a page that was left hears nothing", async () => {
    const { action, waiting } = slowServer();
    const { unmount } = ask(action);
    unmount();
    await pass(1_000);
    expect(waiting).toEqual([]);
  });
});
