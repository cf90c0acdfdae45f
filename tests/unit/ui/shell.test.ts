import { expect, test } from "vitest";
import { initialsOf, isActive } from "@/components/layout/nav";
import { themeAttribute, toTheme } from "@/components/layout/theme";

test.each([
  ["/", "/", true],
  ["/campaigns", "/", false],
  ["/campaigns", "/campaigns", true],
  ["/campaigns/12/review", "/campaigns", true],
  ["/campaigns-old", "/campaigns", false],
])("on %s the item %s is active: %s", (pathname, href, expected) => {
  expect(isActive(pathname, href)).toBe(expected);
});

test.each([
  ["Ada Lovelace", "ada@example.com", "AL"],
  ["Marketer", "marketer@example.com", "MA"],
  ["", "jo.smith@example.com", "JS"],
  ["", "", "?"],
])("%s <%s> is shown as %s", (name, email, initials) => {
  expect(initialsOf({ name, email })).toBe(initials);
});

test("a theme cookie nobody wrote means the system's", () => {
  expect(toTheme("dark")).toBe("dark");
  expect(toTheme('"><script>')).toBe("system");
  expect(toTheme(undefined)).toBe("system");
  expect(themeAttribute("system")).toBeUndefined();
  expect(themeAttribute("light")).toBe("light");
});
