import { describe, expect, test } from "vitest";
import { DatabaseClock } from "@/lib/sending/rate/database-clock";

describe("the database's clock", () => {
  test("is known as well as its quickest answers allow, whatever the slow ones were like", () => {
    const clock = new DatabaseClock();
    // The database is at 1,000 s when this process is at 0 ms.
    clock.saw(1_000.01, 0, 400);
    clock.saw(1_000.5, 499, 502);
    clock.saw(1_000.9, 600, 901);
    expect(clock.toLocal(1_002)).toBeGreaterThan(1_998.9);
    expect(clock.toLocal(1_002)).toBeLessThan(2_002.1);
  });

  test("is believed anew after a jump, in either direction", () => {
    for (const jump of [-3_600, 3_600]) {
      const clock = new DatabaseClock();
      clock.saw(1_000.5, 499, 501);
      clock.saw(1_001 + jump, 999, 1_001);
      expect(clock.toLocal(1_002 + jump)).toBeCloseTo(2_000, 0);
    }
  });
});
