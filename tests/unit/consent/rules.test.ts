import { describe, expect, it } from "vitest";
import { consentInstant, dayIn, newConsentProblem } from "@/lib/consent/rules";
import { addOptOutSchema, liftOptOutSchema } from "@/lib/consent/schema";

const zone = "America/New_York";
// 22:30 on the 20th in New York.
const now = new Date("2026-11-21T03:30:00Z");
const optedOutAt = new Date("2026-11-18T15:00:00Z");

describe("a day belongs to a zone", () => {
  it("is not the day of Greenwich", () => {
    expect(dayIn(now, zone)).toBe("2026-11-20");
    expect(dayIn(now, "Asia/Tokyo")).toBe("2026-11-21");
  });
});

describe("a new consent", () => {
  it.each([
    ["2026-11-17", "older"],
    ["2026-11-18", "fine"],
    ["2026-11-20", "fine"],
    ["2026-11-21", "future"],
  ])("of %s is %s", (consentedOn, verdict) => {
    const problem = newConsentProblem({ consentedOn, optedOutAt, now, zone });
    if (verdict === "fine") expect(problem).toBeNull();
    if (verdict === "older") expect(problem).toContain("only a newer consent counts");
    if (verdict === "future") expect(problem).toContain("still to come");
  });

  it("lies behind the opt-out and never in the future", () => {
    const at = (consentedOn: string) => consentInstant({ consentedOn, optedOutAt, now, zone }).toISOString();
    expect(at("2026-11-19")).toBe("2026-11-19T12:00:00.000Z");
    expect(at("2026-11-18")).toBe(optedOutAt.toISOString());
    const earlier = new Date("2026-11-20T09:00:00Z");
    expect(consentInstant({ consentedOn: "2026-11-20", optedOutAt, now: earlier, zone })).toEqual(earlier);
  });
});

describe("evidence needs words", () => {
  it("for adding and for lifting", () => {
    expect(addOptOutSchema.safeParse({ phone: "+12125550123", wording: "no" }).success).toBe(false);
    expect(
      addOptOutSchema.safeParse({ phone: "+12125550123", wording: "Called and asked for no texts." }).success,
    ).toBe(true);
    const lift = { phone: "+12125550123", wording: "Asked again at the desk.", consentedOn: "2026-11-20" };
    expect(liftOptOutSchema.safeParse(lift).success).toBe(true);
    expect(liftOptOutSchema.safeParse({ ...lift, wording: " " }).success).toBe(false);
    expect(liftOptOutSchema.safeParse({ ...lift, consentedOn: "yesterday" }).success).toBe(false);
    expect(liftOptOutSchema.safeParse({ ...lift, consentedOn: "2026-02-30" }).success).toBe(false);
  });
});
