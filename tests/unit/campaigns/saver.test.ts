import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Saver, type SaveState } from "@/components/campaigns/compose/saver";
import { DraftServer } from "../../support/draft-server.ts";

function open(server: DraftServer) {
  const states: SaveState[] = [];
  const saver = new Saver(
    server.draft,
    server,
    (state) => states.push(state),
    () => {},
  );
  return { saver, last: () => states.at(-1) };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a draft", () => {
  test("saves itself once, a moment after the last of several changes", async () => {
    const server = new DraftServer();
    const { saver, last } = open(server);
    for (const body of ["H", "Hi", "Hi!"]) saver.change({ body });
    expect(last()).toEqual({ kind: "dirty" });
    await vi.advanceTimersByTimeAsync(1_000);
    expect([server.draft.body, server.saves]).toEqual(["Hi!", 1]);
    expect(last()).toMatchObject({ kind: "saved" });
  });

  test("what is typed during a save is saved after it, with the new version", async () => {
    const server = new DraftServer();
    const { saver } = open(server);
    saver.change({ body: "one" });
    const first = saver.flush();
    saver.change({ body: "two" });
    expect(await first).toBe(3);
    expect(server.draft).toMatchObject({ body: "two", version: 3 });
  });

  test("is kept while the server is away and saved when it is back", async () => {
    const server = new DraftServer();
    server.isAway = true;
    const { saver, last } = open(server);
    saver.change({ body: "kept" });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(last()).toMatchObject({ kind: "failed" });
    server.isAway = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(server.draft.body).toBe("kept");
    expect(last()).toMatchObject({ kind: "saved" });
  });

  test("flush says that it did not work", async () => {
    const server = new DraftServer();
    server.isAway = true;
    const { saver } = open(server);
    saver.change({ body: "x" });
    expect(await saver.flush()).toBeNull();
  });
});

describe("somebody else saved", () => {
  async function conflict() {
    const server = new DraftServer();
    const opened = open(server);
    await server.save({ ...server.draft, body: "theirs" });
    opened.saver.change({ body: "mine" });
    await vi.advanceTimersByTimeAsync(1_000);
    return { server, ...opened };
  }

  test("their text is shown and nothing is overwritten, however much one types", async () => {
    const { server, saver, last } = await conflict();
    expect(last()).toMatchObject({ kind: "conflict", theirs: { body: "theirs" } });
    saver.change({ body: "mine, longer" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.draft.body).toBe("theirs");
    expect(await saver.flush()).toBeNull();
  });

  test("keeping mine saves the latest of what I typed", async () => {
    const { server, saver } = await conflict();
    saver.change({ body: "mine, longer" });
    saver.keepMine();
    await vi.advanceTimersByTimeAsync(0);
    expect(server.draft).toMatchObject({ body: "mine, longer", version: 3 });
  });

  test("taking theirs goes on from their version", async () => {
    const { server, saver } = await conflict();
    expect(saver.takeTheirs().body).toBe("theirs");
    saver.change({ body: "theirs, edited" });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.draft).toMatchObject({ body: "theirs, edited", version: 3 });
  });
});
