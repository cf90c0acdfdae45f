import type { Page } from "@playwright/test";
import { expect, test } from "../support/browser.ts";

/** Two people write the same draft: nothing is overwritten unseen, and whoever comes second decides. */

test("two editors of one draft: the second one sees both texts and chooses", async ({ page, browser, signIn }) => {
  await signIn();
  await page.goto("/campaigns/new");
  await page.getByLabel("Name", { exact: true }).fill("Written by two");
  await page.getByRole("button", { name: "Create draft" }).click();
  await page.waitForURL(/\/edit/);
  const address = `${new URL(page.url()).pathname}?step=message`;
  await page.goto(address);

  const context = await browser.newContext({ storageState: await page.context().storageState() });
  const other = await context.newPage();
  await other.goto(new URL(address, page.url()).href);

  await write(page, "Doors open at five.");
  await expect(page.getByText("Saved a moment ago")).toBeVisible();

  await write(other, "Doors open at six.");
  const notice = other.getByRole("alert").filter({ hasText: "Somebody else saved this draft" });
  await expect(notice).toContainText("Doors open at five.");
  await expect(message(other)).toHaveValue("Doors open at six.");

  await notice.getByRole("button", { name: "Keep mine" }).click();
  await expect(notice).toBeHidden();
  await page.reload();
  await expect(message(page)).toHaveValue("Doors open at six.");
  await context.close();
});

const message = (page: Page) => page.getByRole("textbox", { name: "Message" });

async function write(page: Page, words: string): Promise<void> {
  await message(page).fill(words);
}
