import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/browser.ts";

/**
 * The first five minutes of a newcomer: import a CSV, send a campaign, watch it deliver, answer STOP on the virtual
 * phone, and see that number left out of the next campaign.
 */

// The simulator reads the last six digits: 990000 is always delivered.
const people = [
  { phone: "+12012990000", name: "Ada" },
  { phone: "+12013990000", name: "Grace" },
  { phone: "+12014990000", name: "" },
];
const rejects = ["12345", "not a number"];

const csv = [
  "Mobile;First name;City",
  ...people.map(({ phone, name }) => `${phone};${name};Zürich`),
  `${people[0]?.phone};Ada again;Bern`,
  ...rejects.map((phone) => `${phone};Nobody;`),
].join("\r\n");

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test("from sign-in to delivered: a newcomer's first campaign", async ({ page, context, demo, signIn }) => {
  test.setTimeout(180_000);
  await page.goto("/sign-in");
  await expectAccessible(page);
  await signIn();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/Good (morning|afternoon|evening)/);
  await expectAccessible(page);

  await test.step("imports a file", async () => {
    await page.getByRole("link", { name: "Import", exact: true }).click();
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
    await page.getByRole("button", { name: "Upload and continue" }).click();
    await expect(page.getByText("separated by semicolons")).toBeVisible();
    await page.getByLabel("Where did they agree?").fill("Sign-up form in the shop");
    await page.getByLabel("When?").fill("2026-11-01");
    await page.getByLabel("What exactly did they agree to?").fill("Text me offers of Acme. Reply STOP to opt out.");
    await choose(page, "Tags for everybody", "First guests");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Check 6 rows" }).click();
    await expect(page.getByRole("heading", { name: "What this import would change" })).toBeVisible({ timeout: 30_000 });
    await page.getByRole("button", { name: /^Import 3 people/ }).click();
    await expect(page.getByRole("heading", { name: "3 people imported" })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole("region", { name: "Rows to look at" })).toContainText("12345");
    await expectAccessible(page);
  });

  await test.step("writes a campaign for them and sends it", async () => {
    await page.getByRole("link", { name: "Create a campaign for these people" }).click();
    await compose(page, "Opening night", "Hi {{first_name|there}}, doors open at 5.");
    await expect(page.getByRole("button", { name: "Send 3 messages" })).toBeEnabled();
    await expectAccessible(page);
    await send(page, "Send 3 messages");
  });

  await test.step("watches it deliver, without touching the page", async () => {
    await expect(page.getByText("3 of 3 delivered")).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/The ledger balances: 3 \+ 0 \+ 0 \+ 0 \+ 0 \+ 0 \+ 0 = 3/)).toBeVisible();
    await expect(page.getByRole("region", { name: "Recipients" })).toContainText("Delivered");
    await expectAccessible(page);
  });

  const phone = await context.newPage();
  await test.step("sees the text on the virtual phone and answers STOP", async () => {
    await phone.goto(demo.simulatorUrl);
    await phone.locator("#search").fill("2012990000");
    await phone.locator("#conversations a").first().click();
    await expect(phone.locator(".bubble").first()).toContainText("Hi Ada, doors open at 5.");
    await phone.locator("[data-reply=STOP]").click();
    await expect(phone.locator(".bubble").last()).toContainText("unsubscribed", { timeout: 30_000 });
    await phone.close();
  });

  await test.step("sees the opt-out, tied to the campaign that caused it", async () => {
    await page.goto("/opt-outs");
    const row = page.getByRole("row").filter({ hasText: "Opening night" });
    await expect(row).toContainText("STOP");
    await expectAccessible(page);
  });

  await test.step("and that number is left out of the next campaign", async () => {
    await page.goto("/campaigns");
    await page.getByRole("button", { name: "New campaign" }).click();
    await page.getByLabel("Name").fill("Second night");
    await page.getByRole("dialog").getByRole("button", { name: "Create draft" }).click();
    await page.waitForURL(/\/edit/);
    await choose(page, "Include", "First guests");
    await expect(page.getByText("Opted out")).toBeVisible();
    await write(page, "See you again tomorrow.");
    await send(page, "Send 2 messages");
    await expect(page.getByText("2 of 3 delivered")).toBeVisible({ timeout: 60_000 });
    await page.getByRole("link", { name: /^Skipped/ }).click();
    await expect(page.getByRole("region", { name: "Recipients" })).toContainText("Opted out");
  });

  await test.step("Sinch's ground truth agrees", async () => {
    const texts = await accepted(demo.simulatorUrl, people[0]?.phone ?? "");
    expect(texts.filter((text) => text.includes("doors open at 5"))).toHaveLength(1);
    expect(texts.filter((text) => text.includes("tomorrow"))).toEqual([]);
  });
});

async function compose(page: Page, name: string, body: string): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Create draft" }).click();
  await page.waitForURL(/\/edit/);
  await expect(page.getByText("First guests")).toBeVisible();
  await write(page, body);
}

async function choose(page: Page, field: string, tag: string): Promise<void> {
  await page.getByRole("button", { name: field }).click();
  await page.getByPlaceholder("Search…").fill(tag);
  await page.getByRole("option", { name: tag }).click();
  await page.keyboard.press("Escape");
}

async function write(page: Page, body: string): Promise<void> {
  await page.getByRole("link", { name: "Continue" }).click();
  await page.getByRole("textbox", { name: "Message" }).fill(body);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Continue" }).click();
  await expect(page.getByRole("radio", { name: /^Now/ })).toBeChecked();
  await page.getByRole("link", { name: "Continue" }).click();
}

async function send(page: Page, label: string): Promise<void> {
  await page.getByRole("button", { name: label }).click();
  await page.getByRole("dialog").getByRole("button", { name: label }).click();
  await page.waitForURL(/\/campaigns\/\d+$/);
}

async function accepted(simulatorUrl: string, recipient: string): Promise<string[]> {
  const response = await fetch(`${simulatorUrl}/_sim/messages?recipient=${encodeURIComponent(recipient)}`);
  const { messages } = (await response.json()) as { messages: { body: string }[] };
  return messages.map((message) => message.body);
}
