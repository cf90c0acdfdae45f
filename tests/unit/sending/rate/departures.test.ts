import fc from "fast-check";
import { expect, test } from "vitest";
import { DatabaseClock } from "@/lib/sending/rate/database-clock";
import { Departures } from "@/lib/sending/rate/departures";

/** The database and this process agree: its second n is this process' 1,000 n ms. */
function known(list: [number, number, number][] = []): Departures {
  const clock = new DatabaseClock();
  clock.saw(0, 0, 0);
  const departures = new Departures(clock);
  departures.saw(list);
  return departures;
}

test("a call on its slot does not wait where there is room", () => {
  const departures = known([
    [1, 1, 10],
    [1.5, 1.5, 10],
  ]);
  expect(departures.opensAt(1.9, 10, 30, 1_900)).toBe(1_900);
});

test("a late one makes those wait for whom the second would be too full, and nobody else", () => {
  const late: [number, number, number][] = [
    [1, 1, 10],
    [1, 1.3, 10],
    [1.5, 1.5, 10],
    [2, 2, 10],
  ];
  const departures = known(late);
  expect(departures.opensAt(2.1, 10, 30, 2_100)).toBeGreaterThan(2_300);
  expect(departures.opensAt(2.4, 10, 30, 2_400)).toBe(2_400);
});

test("what this process did itself it knows before it has told it, and tells once if the list does not say it", () => {
  const departures = known([[1, 1, 10]]);
  departures.left(1, 10, 10, 1_400);
  departures.saw([[1, 1, 10]]);
  expect(departures.opensAt(2, 10, 10, 2_010)).toBeGreaterThan(2_400);
  expect(departures.tell()).toEqual([[1, 1.4, 10]]);
  departures.left(2, 10, 10, 2_000.5);
  expect(departures.tell()).toEqual([]);
  departures.left(3, 12, 10, 3_000);
  expect(departures.tell()).toEqual([[3, 3, 12]]);
});

test("the first call opens the connection: it counts when it got there, which is known once others were quicker", () => {
  const departures = known();
  departures.left(1, 10, 10, 1_000);
  departures.answered(1, 1_033);
  expect(departures.tell()).toEqual([]);
  for (const slot of [1.1, 1.2, 1.3, 1.4, 1.5, 1.6]) {
    departures.left(slot, 1, 1, slot * 1_000);
    departures.answered(slot, slot * 1_000 + 3);
  }
  expect(departures.opensAt(2, 10, 16, 2_000)).toBeGreaterThan(2_030);
  const [[slot, at] = [0, 0], ...others] = departures.tell();
  expect([slot, others]).toEqual([1, []]);
  expect(at).toBeGreaterThan(1.025);
  expect(departures.tell()).toEqual([]);
});

test("a way that is slower from now on for all makes no second emptier", () => {
  const departures = known();
  for (let call = 0; call < 40; call++) {
    departures.left(call / 10, 1, 1, call * 100);
    departures.answered(call / 10, call * 100 + (call < 10 ? 3 : 20));
  }
  expect(departures.tell()).toEqual([]);
});

test("rounding keeps nothing in its second for ever", () => {
  for (let at = 1; at < 2; at += 0.000_137) {
    const departures = known([[at, at, 10]]);
    expect(departures.opensAt(3, 10, 10, at * 1_000 + 500)).toBeLessThan(at * 1_000 + 1_010);
  }
});

test("a call heavier than a whole second has one for itself", () => {
  const departures = known([[1, 1, 5]]);
  expect(departures.opensAt(1.1, 50, 30, 1_100)).toBeGreaterThan(2_000);
  expect(known().opensAt(1.1, 50, 30, 1_100)).toBe(1_100);
});

test("however late and heavy calls are, no second holds more than it may", () => {
  const call = fc.record({
    gapMs: fc.double({ min: 0, max: 300, noNaN: true }),
    weight: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(call, { minLength: 1, maxLength: 60 }), (calls) => {
      const departures = known();
      const left: { at: number; weight: number }[] = [];
      let wanted = 10_000;
      for (const { gapMs, weight } of calls) {
        wanted += gapMs;
        const slot = wanted / 1_000 + left.length / 1e6;
        const at = departures.opensAt(slot, weight, 30, Math.max(wanted, left.at(-1)?.at ?? 0));
        departures.left(slot, weight, weight, at);
        left.push({ at, weight });
      }
      for (const { at } of left) {
        const inSecond = left.filter((other) => other.at > at - 1_000 && other.at <= at);
        expect(inSecond.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(30);
      }
    }),
  );
});
