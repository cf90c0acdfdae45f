import { expect, test } from "../support/browser.ts";
import { expectCalm, reach } from "../support/calm.ts";

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
  await expect(page.getByRole("radio", { name: /^Now/ })).toBeChecked();
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
