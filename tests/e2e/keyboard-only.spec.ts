import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/browser.ts";

/** A whole campaign without a mouse: on the narrowest screen, in the dark, with motion switched off. */

test.use({ viewport: { width: 360, height: 740 }, colorScheme: "dark", contextOptions: { reducedMotion: "reduce" } });

test("a campaign from draft to delivered with the keyboard alone, 360 px wide and dark", async ({ page, signIn }) => {
  await signIn();
  await page.goto("/campaigns/new");
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/edit/);

  await reach(page, page.getByRole("button", { name: "Include" }));
  await page.keyboard.press("Enter");
  await page.keyboard.type("Teachers");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Include" })).toBeFocused();
  await expect(page.getByText(/in this audience may be texted/)).toBeVisible();
  await expectCalm(page);

  await reach(page, page.getByRole("link", { name: "Continue" }));
  await page.keyboard.press("Enter");
  await reach(page, page.getByRole("textbox", { name: "Message" }));
  await page.keyboard.type("The plan of December is on the wall.");
  await expectCalm(page);
  await reach(page, page.getByRole("link", { name: "Continue" }));
  await page.keyboard.press("Enter");

  const send = page.getByRole("button", { name: /^Send \d+ messages$/ });
  await expect(send).toBeEnabled();
  await expectCalm(page);
  await reach(page, send);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog").or(page.getByRole("alertdialog"));
  await expect(dialog).toBeVisible();
  await expectCalm(page);
  await reach(page, dialog.getByRole("button", { name: /^Send \d+ messages$/ }));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/campaigns\/\d+$/);
  await expect(page.getByRole("heading", { name: "By keyboard" })).toBeVisible();
  await expect(page.getByText("all dealt with")).toBeVisible({ timeout: 60_000 });
  await expectCalm(page);
});

/** Tab until it has the focus; it must be seen when it does. */
async function reach(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      await expect(target).toBeInViewport();
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${target}`);
}

/** Nothing to scroll sideways for, and nothing axe objects to. */
async function expectCalm(page: Page): Promise<void> {
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(tooWide).toBe(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}
