import { beforeEach, describe, expect, test, vi } from "vitest";
import { GET } from "@/app/api/events/route";
import type { Role } from "@/lib/auth/permissions";
import { openSession } from "@/lib/auth/sessions";
import { watchedTopics } from "@/lib/live/hub";
import { createTestDatabase } from "../../support/database.ts";
import { browser, carry, fromThisOrigin } from "../auth/next-request.ts";
import { makeUser } from "../auth/people.ts";

vi.mock("next/headers", async () => (await import("../auth/next-request.ts")).nextHeaders);

await createTestDatabase();

async function signInAs(role: Role): Promise<void> {
  await carry(await openSession((await makeUser(role)).id, "", new Date()));
}

function listen(topics: string) {
  const leaving = new AbortController();
  const request = new Request(`http://127.0.0.1:3000/api/events?topics=${topics}`, { signal: leaving.signal });
  const response = GET(request, { params: Promise.resolve({}) });
  return { response, leave: () => leaving.abort() };
}

const statusOf = async (topics: string) => {
  const { response, leave } = listen(topics);
  const { status } = await response;
  leave();
  return status;
};

beforeEach(() => {
  browser.cookies.clear();
  fromThisOrigin();
});

describe("the door of the event stream", () => {
  test("one connection carries all topics of a tab, and is kept by nothing on the way", async () => {
    await signInAs("marketer");
    const { response, leave } = listen("sending,overview,campaigns,import:1");
    const { status, headers } = await response;
    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain("text/event-stream");
    expect(headers.get("cache-control")).toContain("no-store");
    expect(headers.get("x-accel-buffering")).toBe("no");
    expect(watchedTopics()).toBe(4);
    leave();
    await expect.poll(watchedTopics).toBe(0);
  });

  test("each topic asks for its own permission, and one that is refused lets none through", async () => {
    expect(await statusOf("sending")).toBe(401);
    await signInAs("viewer");
    expect(await statusOf("sending,campaign:1")).toBe(200);
    expect(await statusOf("import:1")).toBe(403);
    expect(await statusOf("sending,import:1")).toBe(403);
    await expect.poll(watchedTopics).toBe(0);
  });

  test.each([
    "",
    "nothing",
    "campaign",
    "sending,nothing",
    `${Array.from({ length: 21 }, (_, at) => `campaign:${at + 1}`)}`,
  ])("%j is no list of topics", async (topics) => {
    await signInAs("admin");
    expect(await statusOf(topics)).toBe(404);
  });
});
