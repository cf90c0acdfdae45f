import type { Page } from "@playwright/test";
import { expect, test } from "../support/browser.ts";
import { expectCalm, reach } from "../support/calm.ts";

/** A campaign for later, without a mouse: scheduled for tomorrow, found in the list, changed, and sent now after all. */

test.use({ viewport: { width: 360, height: 740 }, contextOptions: { reducedMotion: "reduce" } });

test("a campaign is scheduled for tomorrow, shown in the list, changed, and sent now", async ({ page, signIn }) => {
  test.setTimeout(180_000);
  await signIn();
  await write(page, "Tomorrow at ten");

  await test.step("chooses tomorrow at ten; the choice is said in words", async () => {
    await press(page, "link", "Continue");
    await reach(page, page.getByRole("radio", { name: /^Now/ }));
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("radio", { name: /^At a date and time/ })).toBeChecked();
    await expect(page.getByText(/^\w+day \d+ \w+ \d{4}, 10:00 Eastern Time/).first()).toBeVisible();
    await expectCalm(page);
  });

  await test.step("a day that has passed is said at once, and stands in the way", async () => {
    await reach(page, page.getByLabel("Day", { exact: true }));
    await page.keyboard.type("01012026");
    await expect(page.getByText("The time to start has passed.")).toBeVisible();
    await expectCalm(page);
    await expect(page.getByText("Saved a moment ago")).toBeVisible();
    await page.goto(`${new URL(page.url()).pathname}?step=review`);
    await expect(page.getByRole("button", { name: /^Schedule \d+ messages? for 1 Jan, 10:00/ })).toBeDisabled();
    await page.goto(`${new URL(page.url()).pathname}?step=when`);
    await reach(page, page.getByRole("radio", { name: /^At a date and time/ }));
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowDown");
    await reach(page, page.getByLabel("Day", { exact: true }));
    await page.keyboard.type(typed(tomorrow()));
    await expect(page.getByText("The time to start has passed.")).toBeHidden();
  });

  await test.step("looks for another time zone, and a few people go first", async () => {
    await reach(page, page.getByRole("button", { name: "Time zone" }));
    await page.keyboard.press("Enter");
    await page.keyboard.type("berlin");
    await page.keyboard.press("Enter");
    await expect(page.getByText(/10:00 Central European Time/).first()).toBeVisible();
    await reach(page, page.getByRole("switch", { name: "A few people first" }));
    await page.keyboard.press("Space");
    await expect(page.getByText(/^\d+ (people go|person goes) first\.$/)).toBeVisible();
    await expect(page.getByText("Saved a moment ago")).toBeVisible();
    await expectCalm(page);
  });

  const schedule = page.getByRole("button", { name: /^Schedule [\d,]+ messages? for \d+ \w+, 10:00 CET$/ });
  await test.step("schedules it, with the number and the time on the button", async () => {
    await press(page, "link", "Continue");
    await expect(page.getByRole("heading", { name: "Ready to schedule?" })).toBeVisible();
    await expect(schedule).toBeEnabled();
    await expectCalm(page);
    await reach(page, schedule);
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("Who gets it is fixed when it starts");
    await expectCalm(page);
    await reach(page, dialog.getByRole("button", { name: /^Schedule [\d,]+ messages?$/ }));
    await page.keyboard.press("Enter");
    await expect(page.getByText(/^Starts \w+ \d+ \w+ \d{4}, 10:00 Central European Time, in /)).toBeVisible();
    await expectCalm(page);
  });

  await test.step("finds it in the list with its time", async () => {
    await page.goto("/campaigns?show=running");
    const row = page.getByRole("row").filter({ hasText: "Tomorrow at ten" });
    await expect(row).toContainText("Scheduled");
    await expect(row).toContainText(/starts \w+ \d+ \w+, \d\d:00/);
    await expectCalm(page);
    await reach(page, row.getByRole("link", { name: "Tomorrow at ten" }));
    await page.keyboard.press("Enter");
  });

  await test.step("takes it back and sends it now", async () => {
    await press(page, "button", "Change");
    const now = page.getByRole("radio", { name: /^Now/ });
    await expect(now).toBeVisible();
    await reach(page, page.getByRole("radio", { name: /^At a date and time/ }));
    await page.keyboard.press("ArrowUp");
    await expect(now).toBeChecked();
    await reach(page, page.getByRole("switch", { name: "A few people first" }));
    await page.keyboard.press("Space");
    await press(page, "link", "Continue");
    await press(page, "button", /^Send [\d,]+ messages?$/);
    await reach(page, page.getByRole("dialog").getByRole("button", { name: /^Send [\d,]+ messages?$/ }));
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/campaigns\/\d+$/);
    await expect(page.getByText("all dealt with")).toBeVisible({ timeout: 90_000 });
    await expectCalm(page);
  });
});

async function write(page: Page, name: string): Promise<void> {
  await page.goto("/campaigns/new");
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/edit/);
  await reach(page, page.getByRole("button", { name: "Include" }));
  await page.keyboard.press("Enter");
  await page.keyboard.type("Teachers");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(page.getByText(/in this audience may be texted/)).toBeVisible();
  await press(page, "link", "Continue");
  await reach(page, page.getByRole("textbox", { name: "Message" }));
  await page.keyboard.type("The doors open at five.");
}

async function press(page: Page, role: "link" | "button", name: string | RegExp): Promise<void> {
  const target = page.getByRole(role, { name });
  await expect(target).toBeEnabled();
  await reach(page, target);
  await page.keyboard.press("Enter");
}

function tomorrow(): Date {
  return new Date(Date.now() + 86_400_000);
}

/** As one types a day into a field of this browser: month, day, year. */
function typed(day: Date): string {
  const [year = "", month = "", date = ""] = day.toISOString().slice(0, 10).split("-");
  return `${month}${date}${year}`;
}
