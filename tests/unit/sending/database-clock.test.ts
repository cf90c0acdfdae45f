import { describe, expect, test } from "vitest";
import { DatabaseClock } from "@/lib/sending/database-clock";
import { Rhythm } from "@/lib/sending/rhythm";

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

describe("a lane's rhythm", () => {
  test("a slow batch is followed at once and forgotten slowly", () => {
    const rhythm = new Rhythm();
    rhythm.prepared(200);
    expect(rhythm.leadMs).toBe(200);
    rhythm.prepared(2);
    expect(rhythm.leadMs).toBeCloseTo(194);
    for (let batch = 0; batch < 200; batch++) rhythm.prepared(2);
    expect(rhythm.leadMs).toBe(5);
  });

  test("a missed slot is told once, and never for more than the batch's share", () => {
    const rhythm = new Rhythm();
    rhythm.left(2, 4, 100);
    expect(rhythm.ask().lateness).toBe(0);
    rhythm.left(44, 4, 100);
    expect([rhythm.ask().lateness, rhythm.ask().lateness]).toEqual([0.04, 0]);
    rhythm.left(5_000, 4, 100);
    expect(rhythm.ask().lateness).toBe(0.1);
  });
});
