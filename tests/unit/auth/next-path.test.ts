import fc from "fast-check";
import { expect, test } from "vitest";
import { localPath } from "@/lib/auth/next-path";

test.each([
  ["/campaigns/7?tab=recipients", "/campaigns/7?tab=recipients"],
  ["/", "/"],
  [undefined, "/"],
  [["/campaigns", "/subscribers"], "/"],
  ["https://evil.example/", "/"],
  ["//evil.example/", "/"],
  ["/\\evil.example", "/"],
  ["/\t/evil.example", "/"],
  ["/.//evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["campaigns", "/"],
  ["/sign-in?next=/sign-in", "/"],
  ["/api/auth/csrf", "/"],
  ["/no-access", "/"],
])("%j leads to %s", (next, expected) => {
  expect(localPath(next)).toBe(expected);
});

test("whatever is asked for, a browser stays on this host", () => {
  const parts = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "\t",
    "\n",
    "@",
    ":",
    "evil.example",
    "//",
    "?",
    "#",
    "%2f",
    "http:",
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 8 }), (pieces) => {
      const target = new URL(localPath(pieces.join("")), "http://here.example");
      expect(target.host).toBe("here.example");
    }),
    { numRuns: 2_000 },
  );
});
