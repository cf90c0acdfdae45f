import { describe, expect, test } from "vitest";
import { type JobName, jobKinds, jobNames } from "@/lib/jobs/contract";

/** An input of each kind: what the doors hand over, and the key that makes two of a kind one. */
const inputs: Record<JobName, { data: Record<string, number>; key: string }> = {
  "import.check": { data: { importId: 7 }, key: "7" },
  "import.merge": { data: { importId: 7 }, key: "7" },
  "campaign.expand": { data: { campaignId: 12 }, key: "12" },
  "campaign.dispatch": { data: { campaignId: 12, lane: 0 }, key: "12:0" },
  "campaign.cancel": { data: { campaignId: 12 }, key: "12" },
  "campaign.expire": { data: { campaignId: 12 }, key: "12" },
  "connection.check": { data: {}, key: "check" },
  "message.direct": { data: { directMessageId: 3 }, key: "3" },
};

type AnyKind = { input: { safeParse(data: unknown): { success: boolean } }; key(data: unknown): string };
const kindOf = (name: JobName) => jobKinds[name] as unknown as AnyKind;

describe.each(jobNames)("%s", (name) => {
  const { data, key } = inputs[name];

  test("takes what it is for, and its key is the noun's", () => {
    expect(kindOf(name).input.safeParse(data).success).toBe(true);
    expect(kindOf(name).key(data)).toBe(key);
  });

  test("runs at least once at a time on a worker", () => {
    expect(jobKinds[name].concurrency).toBeGreaterThanOrEqual(1);
  });

  test.each(Object.keys(data))("takes no %s that is no number of a row", (field) => {
    for (const wrong of [undefined, null, "7", 1.5, -1, Number.NaN]) {
      expect(kindOf(name).input.safeParse({ ...data, [field]: wrong }).success).toBe(false);
    }
  });
});

test("a lane has a key of its own in its campaign, and no other campaign's lane has it", () => {
  const keys = [1, 11, 111].flatMap((campaignId) =>
    [0, 1, 11].map((lane) => jobKinds["campaign.dispatch"].key({ campaignId, lane })),
  );
  expect(new Set(keys).size).toBe(keys.length);
});
