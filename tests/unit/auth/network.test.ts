import { expect, test } from "vitest";
import { networkOf } from "@/lib/auth/network";

test.each([
  ["203.0.113.77", "203.0.113.0/24"],
  ["203.0.113.77:51234", "203.0.113.0/24"],
  ["::ffff:203.0.113.77", "203.0.113.0/24"],
  ["198.51.100.1, 203.0.113.77", "203.0.113.0/24"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002:ffff::1", "2001:db8:1:2::/64"],
  ["[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["not an address", "unknown"],
  ["", "unknown"],
  [null, "unknown"],
])("%j is of %s", (forwardedFor, expected) => {
  expect(networkOf(forwardedFor)).toBe(expected);
});

test("changing the lower half of an IPv6 address or claiming another one in front does not help", () => {
  const honest = networkOf("2001:db8:1:2::1");
  expect(networkOf("2001:db8:1:2:aaaa:bbbb:cccc:dddd")).toBe(honest);
  expect(networkOf("8.8.8.8, 2001:db8:1:2::1")).toBe(honest);
});
