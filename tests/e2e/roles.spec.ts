import AxeBuilder from "@axe-core/playwright";
import pg from "pg";
import { expect, test } from "../support/browser.ts";

/** What people see who may not do everything: no numbers for a viewer, no Send for an editor, and words instead of holes. */

test.beforeAll(async () => {
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  // With the marketer's password, so that signing in knows it.
  await client.query(
    `INSERT INTO "user" (email, name, role, password_hash, updated_at)
     SELECT wanted.role || '@example.com', initcap(wanted.role), wanted.role, password_hash, now()
       FROM "user", unnest(ARRAY['viewer', 'editor']) AS wanted (role)
      WHERE email = 'marketer@example.com' ON CONFLICT DO NOTHING`,
  );
  await client.end();
});

test("a viewer looks at everything and sees no number", async ({ page, signIn }) => {
  await signIn("viewer@example.com");
  await page.goto("/subscribers");
  await expect(page.getByRole("cell", { name: /^\+1 ••• ••• \d{4}$/ }).first()).toBeVisible();
  await expect(page.getByText(/\+1 \d{3} \d{3} \d{4}/)).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Add subscriber" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Import a file" })).toHaveCount(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.goto("/campaigns");
  await expect(page.getByRole("button", { name: "New campaign" })).toHaveCount(0);
  await page.getByRole("link", { name: "Tonight's classes" }).first().click();
  await expect(page.getByRole("region", { name: "Recipients" })).toContainText("•••");
  await expect(page.getByRole("region", { name: "Recipients" })).not.toContainText(/\+1 \d{3} \d{3} \d{4}/);

  await page.goto("/subscribers/import");
  await expect(page.getByRole("heading", { name: "Your role does not open this page" })).toBeVisible();
});

test("an editor writes and tests a campaign and leaves sending to others", async ({ page, signIn }) => {
  await signIn("editor@example.com");
  await page.goto("/campaigns/new");
  await page.getByLabel("Name", { exact: true }).fill("Ready for a marketer");
  await page.getByRole("button", { name: "Create draft" }).click();
  await page.waitForURL(/\/edit/);
  await page.getByRole("radio", { name: /Everyone/ }).check();
  await page.getByRole("link", { name: "Continue" }).click();
  await page.getByRole("textbox", { name: "Message" }).fill("See you tomorrow.");
  await expect(page.getByRole("button", { name: "Send a test" })).toBeEnabled();
  await page.getByRole("link", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "When should it leave?" })).toBeVisible();
  await page.getByRole("link", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "Ready to send?" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Send [\d,]+ messages$/ })).toHaveCount(0);
  await expect(page.getByText("Somebody who may send has to press the button.")).toBeVisible();
});
