import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../support/browser.ts";

test("an administrator asks whether Sinch answers, and is told in plain words", async ({ page, signIn }) => {
  await signIn("admin@example.com");
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: "Connection" }).click();
  await expect(page.getByText("nothing leaves this machine")).toBeVisible();
  await page.getByRole("button", { name: "Check connection" }).click();
  await expect(page.getByText(/Sinch answered in \d+ ms/).first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test("a marketer sees how Sinch is reached, and cannot ask", async ({ page, signIn }) => {
  await signIn();
  await page.goto("/settings/connection");
  await expect(page.getByText("nothing leaves this machine")).toBeVisible();
  await expect(page.getByRole("button", { name: "Check connection" })).toHaveCount(0);
});
