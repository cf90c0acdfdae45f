import { hash } from "@node-rs/argon2";
import { describe, expect, test } from "vitest";
import { hashPassword, isOutdated, isPassword } from "@/lib/auth/password";
import { passwordProblem } from "@/lib/auth/rules";

describe("what may be a password", () => {
  test.each([
    "four random words",
    "zebra-lamp-canoe",
    "一二三四五六七八九十甲乙",
    "Ünïcödé pässphräse",
    "aaaaaabcdefg",
  ])("%s is taken as it is", (password) => {
    expect(passwordProblem(password)).toBeNull();
  });

  test.each([
    ["elevenchars", /at least 12/],
    // Twelve UTF-16 units, but six characters.
    ["🌍🌎🌏🌐🗺️🧭".slice(0, 12), /at least 12/],
    ["x7".repeat(129), /at most 256/],
    ["Password1234!", /first passwords/],
    ["qwertyuiop123", /first passwords/],
    ["123456789012", /first passwords/],
    ["aaaaaaaaaaaa", /first passwords/],
    ["abcdefghijklm", /first passwords/],
    ["TIDINGS20262026", /first passwords/],
  ])("%s is refused with a reason", (password, reason) => {
    expect(passwordProblem(password)).toMatch(reason);
  });
});

describe("hashing", () => {
  test("argon2id with 64 MiB and three passes, salted", async () => {
    const [one, two] = await Promise.all([hashPassword("zebra-lamp-canoe"), hashPassword("zebra-lamp-canoe")]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    expect(one).not.toBe(two);
    expect(isOutdated(one)).toBe(false);
    expect(await isPassword(one, "zebra-lamp-canoe")).toBe(true);
    expect(await isPassword(one, "zebra-lamp-canof")).toBe(false);
  });

  test("a hash with other parameters still opens, and is known to be outdated", async () => {
    const old = await hash("zebra-lamp-canoe", { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    expect(await isPassword(old, "zebra-lamp-canoe")).toBe(true);
    expect(isOutdated(old)).toBe(true);
  });

  test("the same characters from another keyboard are the same password", async () => {
    const stored = await hashPassword("passphrase café 12");
    expect(await isPassword(stored, "passphrase cafe\u0301 12")).toBe(true);
  });

  test("nobody costs as much as somebody", async () => {
    const stored = await hashPassword("zebra-lamp-canoe");
    // In turns, so that what else the machine does is shared.
    let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let run = 0; run < 8; run += 1) {
      known = Math.min(known, await timeOf(() => isPassword(stored, "wrong-wrong-wrong")));
      unknown = Math.min(unknown, await timeOf(() => isPassword(null, "wrong-wrong-wrong")));
    }
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });

  test("two at once, a short queue behind them, and a clear no beyond", async () => {
    const asked = Array.from({ length: 30 }, () => hashPassword("zebra-lamp-canoe"));
    const results = await Promise.allSettled(asked);
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused).toHaveLength(8);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: "unavailable", retryAfterSeconds: 5 });
    // And the turns were given back.
    expect(await isPassword(null, "anything at all")).toBe(false);
  });
});

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
