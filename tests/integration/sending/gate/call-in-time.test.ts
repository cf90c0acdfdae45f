import { expect, test } from "vitest";
import { callInTime, latestOf } from "@/lib/sending/gate/call-in-time";
import { createTestDatabase } from "../../../support/database.ts";

/** The last moment of a campaign on the last metre; the kill switch there is tested with the workers. */

await createTestDatabase();

const aborted = (stop: AbortSignal) =>
  new Promise<string>((resolve) =>
    stop.addEventListener("abort", () => resolve("begins nothing more"), { once: true }),
  );

test("a call that is under way at its last moment begins nothing more", async () => {
  const intentAt = performance.now();
  expect(await callInTime(intentAt, aborted, latestOf(intentAt, 50))).toBe("begins nothing more");
  expect(performance.now() - intentAt).toBeGreaterThanOrEqual(49);
});

test("whoever comes too late does not call", async () => {
  const intentAt = performance.now();
  const latestAt = latestOf(intentAt, 0);
  expect(await callInTime(intentAt, () => Promise.reject(new Error("called")), latestAt)).toBeNull();
});

test("a campaign without a last moment, or with one far away, calls as ever", async () => {
  const intentAt = performance.now();
  for (const leftMs of [null, 86_400_000]) {
    const latestAt = latestOf(intentAt, leftMs);
    expect(await callInTime(intentAt, async (stop) => stop.aborted, latestAt)).toBe(false);
  }
});
