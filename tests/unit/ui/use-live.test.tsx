// @vitest-environment happy-dom
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { useLive } from "@/components/live/use-live";
import { useLiveRefresh } from "@/components/live/use-live-refresh";
import { renderPage } from "../../support/component";
import { FakeEventSource, fakeEventSource } from "../../support/event-source";

beforeEach(() => {
  vi.useFakeTimers();
  fakeEventSource();
});

afterEach(async () => {
  show("visible");
  // The connection belongs to the tab, not to a test.
  cleanup();
  await pass(1);
  expect(FakeEventSource.live).toEqual([]);
  vi.useRealTimers();
});

function show(state: "visible" | "hidden") {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const wire = (at = -1) => FakeEventSource.opened.at(at) as FakeEventSource;
const on = (step: (source: FakeEventSource) => void) => act(async () => step(wire()));

function Probe({ topic, heard }: { topic: string | null; heard: (data: unknown) => void }) {
  return <p>{useLive(topic, heard)}</p>;
}

describe("one connection for a tab", () => {
  test("all topics of a page come in one request, each to its listeners", async () => {
    const [a, b] = [vi.fn(), vi.fn()];
    renderPage(
      <>
        <Probe topic="sending" heard={a} />
        <Probe topic="campaign:7" heard={b} />
        <Probe topic={null} heard={vi.fn()} />
      </>,
    );
    await pass(1);
    expect(FakeEventSource.opened.map(({ url }) => url)).toEqual(["/api/events?topics=campaign:7,sending"]);
    await on((source) => source.say("news", { topic: "campaign:7", data: { delivered: 3 } }));
    expect(b).toHaveBeenCalledExactlyOnceWith({ delivered: 3 });
    expect(a).not.toHaveBeenCalled();
    expect(screen.getByText("off")).toBeTruthy();
  });

  test("another page, other topics: the old connection is closed; without topics there is none", async () => {
    const page = renderPage(<Probe topic="campaign:7" heard={vi.fn()} />);
    await pass(1);
    page.rerender(<Probe topic="campaign:8" heard={vi.fn()} />);
    await pass(1);
    expect(FakeEventSource.live.map(({ url }) => url)).toEqual(["/api/events?topics=campaign:8"]);
    page.unmount();
    await pass(1);
    expect(FakeEventSource.live).toEqual([]);
  });

  test("a component that comes later hears what is known at once", async () => {
    const late = vi.fn();
    const page = renderPage(<Probe topic="sending" heard={vi.fn()} />);
    await pass(1);
    await on((source) => source.say("news", { topic: "sending", data: 1 }));
    page.rerender(
      <>
        <Probe topic="sending" heard={vi.fn()} />
        <Probe topic="sending" heard={late} />
      </>,
    );
    expect(late).toHaveBeenCalledExactlyOnceWith(1);
    await pass(1);
    expect(FakeEventSource.opened).toHaveLength(1);
  });
});

describe("a break", () => {
  test("is shown, and the tab connects again, waiting longer each time, until there is news", async () => {
    const heard = vi.fn();
    renderPage(<Probe topic="sending" heard={heard} />);
    await pass(1);
    await on((source) => source.open());
    expect(screen.getByText("live")).toBeTruthy();
    for (const longestMs of [1_000, 2_000, 5_000, 10_000, 30_000, 30_000]) {
      const before = FakeEventSource.opened.length;
      await on((source) => source.fail());
      expect(screen.getByText("interrupted")).toBeTruthy();
      expect(FakeEventSource.live).toEqual([]);
      await pass(longestMs / 2 - 1);
      expect(FakeEventSource.opened).toHaveLength(before);
      await pass(longestMs / 2 + 1);
      expect(FakeEventSource.opened).toHaveLength(before + 1);
    }
    await on((source) => source.open());
    await on((source) => source.say("news", { topic: "sending", data: "now" }));
    expect(screen.getByText("live")).toBeTruthy();
    expect(heard).toHaveBeenLastCalledWith("now");
    await on((source) => source.fail());
    await pass(1_000);
    expect(FakeEventSource.live).toHaveLength(1);
  });

  test("a tab that is out of sight holds no connection, and has the current state when it is seen again", async () => {
    renderPage(<Probe topic="sending" heard={vi.fn()} />);
    await pass(1);
    await act(async () => show("hidden"));
    await pass(60_000);
    expect(FakeEventSource.live).toEqual([]);
    await act(async () => show("visible"));
    await pass(1);
    expect(FakeEventSource.live).toHaveLength(1);
    expect(screen.getByText("live")).toBeTruthy();
  });
});

describe("the end", () => {
  test("of a topic leaves the others alone", async () => {
    renderPage(
      <>
        <Probe topic="campaign:1" heard={vi.fn()} />
        <Probe topic="sending" heard={vi.fn()} />
      </>,
    );
    await pass(1);
    await on((source) => source.open());
    await on((source) => source.say("news", { topic: "sending", data: null }));
    await on((source) => source.say("end", { topic: "campaign:1", reason: "settled" }));
    expect(screen.getByText("off")).toBeTruthy();
    expect(screen.getByText("live")).toBeTruthy();
    expect(FakeEventSource.live).toHaveLength(1);
    await on((source) => source.fail());
    await pass(1_000);
    expect(wire().url).toBe("/api/events?topics=sending");
  });

  test("of the last topic ends the connection for good", async () => {
    renderPage(<Probe topic="campaign:1" heard={vi.fn()} />);
    await pass(1);
    await on((source) => source.say("end", { topic: "campaign:1", reason: "settled" }));
    await pass(60_000);
    expect(FakeEventSource.live).toEqual([]);
    expect(FakeEventSource.opened).toHaveLength(1);
  });
});

function Page() {
  useLiveRefresh("campaigns", 5_000);
  return null;
}

describe("useLiveRefresh", () => {
  test("asks for the page at the first news, then at most every so often, and misses no last one", async () => {
    const { router } = renderPage(<Page />);
    await pass(1);
    const news = () => on((source) => source.say("news", { topic: "campaigns", data: null }));
    await news();
    await pass(1);
    expect(router.refresh).toHaveBeenCalledTimes(1);
    await news();
    await news();
    await pass(4_000);
    expect(router.refresh).toHaveBeenCalledTimes(1);
    await pass(1_000);
    expect(router.refresh).toHaveBeenCalledTimes(2);
    await pass(60_000);
    expect(router.refresh).toHaveBeenCalledTimes(2);
  });
});
