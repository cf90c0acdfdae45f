import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Saver, type SaveState } from "@/components/campaigns/compose/saver";
import { type Draft, guardsSchema, timingSchema } from "@/lib/campaigns/schema";
import type { CampaignDraft } from "@/lib/campaigns/views";
import { fail, ok, type Result } from "@/lib/result";

/** A server that keeps one draft, as saveDraft() does, and can be away. */
class Server {
  draft: CampaignDraft = {
    id: 7,
    name: "Advent",
    body: "",
    confirmedOptOutLine: null,
    audience: { everyone: false, includeTagIds: [], excludeTagIds: [], followUpOf: null },
    timing: timingSchema.parse({}),
    guards: guardsSchema.parse({}),
    status: "draft",
    version: 1,
    savedAt: "2026-11-21T09:00:00.000Z",
  };
  isAway = false;
  saves = 0;

  save = async (input: Draft & { version: number }): Promise<Result<{ version: number; savedAt: string }>> => {
    if (this.isAway) throw new TypeError("fetch failed");
    if (input.version !== this.draft.version) return fail({ code: "conflict", message: "Somebody else saved" });
    this.saves++;
    this.draft = { ...this.draft, ...input, version: input.version + 1 };
    return ok({ version: this.draft.version, savedAt: this.draft.savedAt });
  };
  read = async () => ok(this.draft);
}

function open(server: Server) {
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
    const server = new Server();
    const { saver, last } = open(server);
    for (const body of ["H", "Hi", "Hi!"]) saver.change({ body });
    expect(last()).toEqual({ kind: "dirty" });
    await vi.advanceTimersByTimeAsync(1_000);
    expect([server.draft.body, server.saves]).toEqual(["Hi!", 1]);
    expect(last()).toMatchObject({ kind: "saved" });
  });

  test("what is typed during a save is saved after it, with the new version", async () => {
    const server = new Server();
    const { saver } = open(server);
    saver.change({ body: "one" });
    const first = saver.flush();
    saver.change({ body: "two" });
    expect(await first).toBe(3);
    expect(server.draft).toMatchObject({ body: "two", version: 3 });
  });

  test("is kept while the server is away and saved when it is back", async () => {
    const server = new Server();
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
    const server = new Server();
    server.isAway = true;
    const { saver } = open(server);
    saver.change({ body: "x" });
    expect(await saver.flush()).toBeNull();
  });
});

describe("somebody else saved", () => {
  async function conflict() {
    const server = new Server();
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
