import { expect, test } from "vitest";
import { isPrivateAddress } from "../../../scripts/doctor/address.ts";
import { judgementOf } from "../../../scripts/doctor/classify.ts";
import { bad, lineOf, ok } from "../../../scripts/doctor/finding.ts";

test.each([
  ["localhost", true],
  ["127.0.0.1", true],
  ["10.1.2.3", true],
  ["172.16.0.1", true],
  ["172.32.0.1", false],
  ["192.168.178.20", true],
  ["100.64.0.1", true],
  ["100.128.0.1", false],
  ["169.254.169.254", true],
  ["[::1]", true],
  ["[fd12::1]", true],
  ["[2a01:4f8::1]", false],
  ["tidings", true],
  ["nas.local", true],
  ["tidings.acme.com", false],
  ["8.8.8.8", false],
])("whether %s is for this network alone: %s", (host, expected) => {
  expect(isPrivateAddress(host)).toBe(expected);
});

test("a finding is a line, and says what to do only where there is something to do", () => {
  expect(lineOf("Workers", ok("1 alive"))).toBe("  ok     Workers      1 alive");
  expect(lineOf("Workers", bad("none", "Start one.")).split("\n")).toEqual([
    "  WRONG  Workers      none",
    "                      → Start one.",
  ]);
});

test("a reply is judged by the line, and a line that holds none is named", () => {
  expect(JSON.parse(judgementOf('"Please take me off your list"', 1))).toEqual({
    outcome: "sure",
    because: "take … off … list",
  });
  expect(JSON.parse(judgementOf('"bus stop"', 2))).toMatchObject({ outcome: "no" });
  expect(() => judgementOf("stop", 3)).toThrow("Line 3 is not a JSON string");
  expect(() => judgementOf("7", 4)).toThrow("Line 4 is not a JSON string");
});
