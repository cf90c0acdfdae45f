// @vitest-environment happy-dom
import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ConflictNotice } from "@/components/campaigns/compose/conflict-notice";
import { SavedNote } from "@/components/campaigns/compose/saved-note";
import { useDraft } from "@/components/campaigns/compose/use-draft";
import "../../support/component";
import { DraftServer } from "../../support/draft-server";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

function Writer({ server }: { server: DraftServer }) {
  const handle = useDraft(server.draft, server);
  return (
    <>
      <SavedNote save={handle.save} zone="UTC" />
      <ConflictNotice handle={handle} onTaken={() => {}} />
      <textarea value={handle.draft.body} onChange={(event) => handle.change({ body: event.target.value })} />
    </>
  );
}

const box = () => screen.getByRole<HTMLTextAreaElement>("textbox");
const write = (value: string) => fireEvent.change(box(), { target: { value } });
const said = () => screen.getByRole("status").textContent;
const click = (name: string) => act(async () => fireEvent.click(screen.getByRole("button", { name })));

/** Whether the browser asks before the tab is closed. */
function isGuarded(): boolean {
  const closing = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(closing);
  return closing.defaultPrevented;
}

describe("the draft in the composer", () => {
  test("what is typed is there at once, saved a moment later, and guarded until then", async () => {
    const server = new DraftServer();
    render(<Writer server={server} />);
    expect(isGuarded()).toBe(false);
    write("Hello");
    expect([box().value, said(), isGuarded()]).toEqual(["Hello", "Saving…", true]);
    await pass(1_000);
    expect([server.draft.body, isGuarded()]).toEqual(["Hello", false]);
    expect(said()).toContain("Saved");
  });

  test("a page that is left saves on its way out", async () => {
    const server = new DraftServer();
    const { unmount } = render(<Writer server={server} />);
    write("Hello");
    unmount();
    await pass(0);
    expect(server.draft.body).toBe("Hello");
    await pass(60_000);
    expect(server.saves).toBe(1);
  });

  test("a server that is away is said, the words stay, and it is tried again as soon as the network is back", async () => {
    const server = new DraftServer();
    render(<Writer server={server} />);
    server.isAway = true;
    write("Hello");
    await pass(1_000);
    expect(said()).toContain("Not saved yet.");
    expect([box().value, isGuarded()]).toEqual(["Hello", true]);
    server.isAway = false;
    await act(async () => window.dispatchEvent(new Event("online")));
    await pass(0);
    expect(server.draft.body).toBe("Hello");
  });

  test.each([
    ["Keep mine", "Mine"],
    ["Use theirs", "Theirs"],
  ])("two people wrote: %s", async (choice, kept) => {
    const server = new DraftServer();
    render(<Writer server={server} />);
    await server.save({ ...server.draft, body: "Theirs" });
    write("Mine");
    await pass(1_000);
    expect(screen.getByRole("alert").textContent).toContain("Theirs");
    expect(box().value).toBe("Mine");
    await click(choice);
    await pass(1_000);
    expect([server.draft.body, box().value]).toEqual([kept, kept]);
    expect(screen.queryByRole("alert")).toBeNull();
    expect(isGuarded()).toBe(false);
  });
});
