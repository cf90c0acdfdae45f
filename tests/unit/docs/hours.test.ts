import { expect, test } from "vitest";
import { missedAfterMinutes } from "@/lib/campaigns/rules";
import { daysUntilTooLate } from "@/lib/campaigns/timing";
import { hoursByCountry } from "@/lib/compliance/quiet-hours-data";
import { read } from "./markdown.ts";

const text = read("docs/sending.md").replaceAll("\n", " ");

test("the hours and moments that are written down are the code's", () => {
  expect(text).toContain(`more than ${missedAfterMinutes} minutes late`);
  expect(text).toContain(`nothing leaves later than ${daysUntilTooLate} days after`);
  const { US } = hoursByCountry;
  expect(text).toContain(`in the United States ${US?.weekdays}, on Sundays ${US?.sunday}, never on federal holidays`);
  expect([US?.saturday, US?.holiday]).toEqual([US?.weekdays, "closed"]);
});
