import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideFence, differencesOf, type Identity, identityParts, toFence } from "@/lib/control/rules";

const original: Identity = { system: "7345", database: "16385", table: "17012", timeline: "00000001" };
const fence = toFence(original);

const part = fc.option(fc.stringMatching(/^[0-9A-F]{1,20}$/), { nil: null });
const identity = fc.record({ system: part, database: part, table: part, timeline: part });

describe("which database this is", () => {
  test("differs from itself in nothing, whatever Postgres tells of it", () => {
    fc.assert(fc.property(identity, (one) => differencesOf(toFence(one), one).length === 0));
  });

  test("differs exactly in the parts that both know and do not agree upon", () => {
    fc.assert(
      fc.property(identity, identity, (one, other) => {
        const expected = identityParts.filter(
          (name) => one[name] !== null && other[name] !== null && one[name] !== other[name],
        );
        expect(differencesOf(toFence(one), other)).toEqual(expected);
      }),
    );
  });

  test("a fence that nobody can read differs in everything", () => {
    expect(differencesOf("what is this", original)).toEqual([...identityParts]);
  });
});

describe("what a worker makes of it", () => {
  const seen = { fence, current: original, held: null, isContinuous: false };
  const newTimeline = { ...original, timeline: "00000002" };

  test("a database without a fence is adopted, one that is as it says is sent from", () => {
    expect(decideFence({ ...seen, fence: "" })).toBe("adopt");
    expect(decideFence(seen)).toBe("go");
  });

  test.each(identityParts)("a worker that starts on another %s locks", (name) => {
    expect(decideFence({ ...seen, current: { ...original, [name]: "1" } })).toBe("lock");
  });

  test("rights that are lost lock nobody out, rights that are gained are written down", () => {
    const withoutRights = { ...original, system: null, timeline: null };
    expect(decideFence({ ...seen, current: withoutRights })).toBe("adopt");
    expect(decideFence({ ...seen, fence: toFence(withoutRights) })).toBe("adopt");
  });

  test("a failover is adopted by whoever was there before and misses nothing, and by nobody else", () => {
    const failover = { fence, current: newTimeline, held: fence, isContinuous: true };
    expect(decideFence(failover)).toBe("adopt");
    expect(decideFence({ ...failover, held: null })).toBe("lock");
    expect(decideFence({ ...failover, isContinuous: false })).toBe("lock");
    expect(decideFence({ ...failover, held: toFence({ ...original, database: "2" }) })).toBe("lock");
    expect(decideFence({ ...failover, current: { ...newTimeline, system: "2" } })).toBe("lock");
  });
});
