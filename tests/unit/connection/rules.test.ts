import { describe, expect, test } from "vitest";
import { findingsOf } from "@/lib/connection/rules";
import { type LikelyCause, likelyCauses } from "@/lib/connection/schema";
import type { ConnectionDetail } from "@/lib/connection/views";

const now = new Date("2026-11-21T12:00:00Z");
const connection: ConnectionDetail = {
  isSimulated: false,
  api: "sms",
  credentials: "token",
  region: "eu",
  address: "https://eu.sms.api.sinch.com",
  account: "plan",
  sender: "+12015550100",
  messagesPerSecond: 30,
  callbackUrl: "https://sms.example.com/api/webhooks/delivery-reports",
  isSigned: true,
  lastAcceptedAt: null,
  lastCallbackAt: null,
  lastRefusal: null,
  check: null,
};

function refused(...causes: LikelyCause[]): ConnectionDetail {
  const result = { kind: "refused" as const, httpStatus: 401, text: "no", likelyCauses: causes };
  return { ...connection, check: { checkedAt: now.toISOString(), result } };
}

test("nothing known to be wrong is nothing said", () => {
  expect(findingsOf(connection, now)).toEqual([]);
});

test("an answer is good news, with its time", () => {
  const check = { checkedAt: now.toISOString(), result: { kind: "connected" as const, latencyMs: 42 } };
  expect(findingsOf({ ...connection, check }, now)).toMatchObject([{ tone: "ok", title: "Sinch answered in 42 ms" }]);
});

describe("a refusal says what is wrong and what to do", () => {
  test.each([
    ["wrong_credentials", /token or key is wrong/, /dashboard/],
    ["wrong_region", /region is wrong/, /SINCH_REGION/],
    ["end_of_sale", /no longer sold/, /SINCH_TRANSPORT=conversation/],
    ["unknown_app", /does not know this app/, /SINCH_APP_ID/],
  ] as const)("%s", (cause, title, advice) => {
    const [finding] = findingsOf(refused(cause), now);
    expect(finding).toMatchObject({
      tone: "bad",
      title: expect.stringMatching(title),
      advice: expect.stringMatching(advice),
    });
  });

  test("where several causes look the same, the likeliest comes first and the others are named", () => {
    const [finding] = findingsOf(refused("wrong_credentials", "wrong_region"), now);
    expect(finding?.title).toMatch(/token or key/);
    expect(finding?.advice).toMatch(/Or: the region is wrong/);
  });

  test("every cause has words", () => {
    for (const cause of likelyCauses) expect(findingsOf(refused(cause), now)[0]?.title).toMatch(/\w+ \w+/);
  });

  test("an unheard-of refusal shows Sinch's own words", () => {
    expect(findingsOf(refused(), now)).toMatchObject([{ title: "Sinch refused with status 401", advice: "no" }]);
  });
});

test("no answer at all says that nothing is lost", () => {
  const check = {
    checkedAt: now.toISOString(),
    result: { kind: "unreachable" as const, reason: "connection refused" },
  };
  expect(findingsOf({ ...connection, check }, now)[0]?.advice).toMatch(/Nothing is lost/);
});

test("a sender that is not ours is told from a batch Sinch refused for it", () => {
  const lastRefusal = { code: "illegal_number_type", reason: "not allowed", at: now.toISOString() };
  expect(findingsOf({ ...connection, lastRefusal }, now)).toMatchObject([{ title: "The sender is not on this plan" }]);
});

describe("callbacks that never arrive", () => {
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

  test.each([
    ["nothing was sent yet", null, null, 0],
    ["a text was accepted just now", minutesAgo(2), null, 0],
    ["a text was accepted long ago and nothing came", minutesAgo(30), null, 1],
    ["a report came after it", minutesAgo(30), minutesAgo(29), 0],
    ["the last report is older than the text", minutesAgo(30), minutesAgo(300), 1],
  ] as const)("%s", (_name, lastAcceptedAt, lastCallbackAt, warnings) => {
    const found = findingsOf({ ...connection, lastAcceptedAt, lastCallbackAt }, now);
    expect(found).toHaveLength(warnings);
    for (const { advice } of found) expect(advice).toContain(connection.callbackUrl);
  });
});
