import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { faultPoints, parseFault } from "@/lib/fault-points";

const root = fileURLToPath(new URL("../..", import.meta.url));
const minimal = { DATABASE_URL: "postgres://db/tidings", NEXTAUTH_SECRET: "0123456789-abcdefghijklmnopqrstuvwxyz" };

describe("the wording of a fault", () => {
  test.each([
    ["claim.after", { point: "claim.after", passing: 1, signal: "SIGKILL" }],
    ["claim.after:3", { point: "claim.after", passing: 3, signal: "SIGKILL" }],
    ["claim.after:2:kill", { point: "claim.after", passing: 2, signal: "SIGKILL" }],
    ["claim.after:1:stop", { point: "claim.after", passing: 1, signal: "SIGSTOP" }],
  ])("%s", (text, expected) => {
    expect(parseFault(text)).toEqual(expected);
  });

  test.each(["", "claim", "claim.after:0", "claim.after:x", "claim.after:1:pause", "claim.after:1:kill:more"])(
    "%j is none",
    (text) => {
      expect(parseFault(text)).toBeNull();
    },
  );
});

test("every point is passed somewhere in the product, and no other", () => {
  const lines = execFileSync("git", ["grep", "--untracked", "-hoE", 'faultPoint\\("[^"]+"\\)', "--", "lib"], {
    cwd: root,
    encoding: "utf8",
  });
  const called = [...lines.matchAll(/"([^"]+)"/g)].map(([, point]) => point);
  expect(new Set(called)).toEqual(new Set(faultPoints));
  expect(faultPoints.length).toBeGreaterThanOrEqual(12);
});

test("the environment refuses an unknown point, and any point with real credentials", () => {
  const real = {
    ...minimal,
    BASE_URL: "https://sms.example.com",
    SINCH_SERVICE_PLAN_ID: "plan",
    SINCH_API_TOKEN: "token",
    SINCH_NUMBER: "+12015550100",
    SINCH_WEBHOOK_SECRET: "webhook",
  };
  expect(parseEnv({ ...minimal, FAULT: "claim.after:2" }).FAULT).toBe("claim.after:2");
  expect(() => parseEnv({ ...minimal, FAULT: "claim.never" })).toThrow("FAULT names no fault point");
  expect(() => parseEnv({ ...real, FAULT: "claim.after" })).toThrow("FAULT is for rehearsals");
  expect(parseEnv({ ...real, FAULT: "" }).FAULT).toBeUndefined();
});
