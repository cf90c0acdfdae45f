import { readFile } from "node:fs/promises";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { Client, type QueryResultRow } from "pg";
import { type Demo, expect, test } from "../support/browser.ts";

/**
 * The wrong text is going out. An administrator stops everything; nothing leaves any more, not even when the worker is killed and
 * starts again; allowed again, the rest arrives, and nobody gets it twice.
 */

/** Half a minute of the plan: enough to be stopped in the middle, however slow the machine. */
const people = 6_000;
const tag = "Night shift";

async function sql<Row extends QueryResultRow>(demo: Pick<Demo, "databaseUrl">, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: demo.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

type Accepted = { recipient: string; accepted_at: string };

async function accepted({ simulatorUrl }: Demo): Promise<Accepted[]> {
  const response = await fetch(`${simulatorUrl}/_sim/messages?page_size=100000`);
  const { messages } = (await response.json()) as { messages: Accepted[] };
  return messages.filter(({ recipient }) => /^\+?1206500/.test(recipient));
}

/** Every start of the worker writes its process number. */
async function workerPids({ logs }: Demo): Promise<number[]> {
  const log = await readFile(join(logs, "worker.log"), "utf8");
  return [...log.matchAll(/"pid":(\d+),"msg":"worker is running"/g)].map(([, pid]) => Number(pid));
}

test.afterAll(async () => {
  const demo = { databaseUrl: process.env.TEST_DATABASE_URL ?? "" };
  await sql(demo, "UPDATE sending_control SET stopped_at = NULL, stopped_by = '', reason = ''");
  await sql(demo, "DELETE FROM subscriber WHERE phone LIKE '+1206500%'");
});

async function launch(page: Page, demo: Demo): Promise<void> {
  await sql(
    demo,
    `WITH added AS (
       INSERT INTO subscriber (phone, consented_at, updated_at)
       SELECT '+' || (12065000000 + n), now(), now() FROM generate_series(1, ${people}) n RETURNING id
     ), named AS (INSERT INTO tag (name) VALUES ('${tag}') RETURNING id)
     INSERT INTO subscriber_tag (subscriber_id, tag_id) SELECT added.id, named.id FROM added, named`,
  );
  await page.goto("/campaigns/new");
  await page.getByLabel("Name", { exact: true }).fill("The wrong text");
  await page.getByRole("button", { name: "Create draft" }).click();
  await page.waitForURL(/\/edit/);
  await page.getByRole("button", { name: "Include" }).click();
  await page.getByPlaceholder("Search…").fill(tag);
  await page.getByRole("option", { name: tag }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Continue" }).click();
  await page.getByRole("textbox", { name: "Message" }).fill("Doors open at 25 o'clock.");
  await page.getByRole("link", { name: "Continue" }).click();
  await page.getByRole("radio", { name: /^Now/ }).waitFor();
  await page.getByRole("link", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Send 6,000 messages" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send 6,000 messages" }).click();
  await page.waitForURL(/\/campaigns\/\d+$/);
}

test("stopped within two seconds, through a restart, until it is allowed again", async ({ page, demo, signIn }) => {
  test.setTimeout(240_000);
  await signIn("admin@example.com");
  await launch(page, demo);
  const banner = page.getByRole("status").filter({ hasText: "All sending is stopped" });

  await test.step("stops everything on the campaign's page", async () => {
    await expect.poll(async () => (await accepted(demo)).length).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Stop all sending" }).click();
    await page.getByLabel("Why?").fill("There is no 25 o'clock");
    await page.getByRole("dialog").getByRole("button", { name: "Stop all sending" }).click();
    await expect(banner).toContainText("There is no 25 o'clock.");
    await expect(page.getByText(/^Stopped · \d+/)).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("the worker dies and starts again, and nothing leaves", async () => {
    const before = await workerPids(demo);
    process.kill(before.at(-1) ?? 0, "SIGKILL");
    await expect.poll(async () => (await workerPids(demo)).length, { timeout: 30_000 }).toBe(before.length + 1);
    // Its second sign of life: by now it has swept, and asked for work, several times.
    const aliveForLong = `SELECT 1 FROM worker WHERE seen_at > started_at + interval '4 seconds'
                             AND started_at > (SELECT stopped_at FROM sending_control)`;
    await expect.poll(async () => (await sql(demo, aliveForLong)).length, { timeout: 30_000 }).toBe(1);
    const texted = await accepted(demo);
    expect(texted.length).toBeLessThan(people);
    const [control] = await sql<{ stopped_at: Date }>(demo, "SELECT stopped_at FROM sending_control");
    const last = Math.max(...texted.map(({ accepted_at }) => Date.parse(accepted_at)));
    expect(last - Number(control?.stopped_at)).toBeLessThan(2_000);
  });

  await test.step("everybody sees it, on every page, and only administrators can change it", async () => {
    await page.goto("/");
    await expect(banner).toContainText("Stopped by");
    await expect(page.getByRole("link", { name: "Sending is stopped" })).toBeVisible();
    await expect(page.getByText("1 campaign is waiting")).toBeVisible();
    await expect(page.getByText("nothing is being sent")).toBeVisible();
    await expectAccessible(page);
    expect((await page.request.get("/readyz")).status()).toBe(200);
    expect(await (await page.request.get("/metrics")).text()).toContain("tidings_sending_stopped 1");
  });

  await test.step("allows sending again, and the rest arrives, nobody twice", async () => {
    await page.getByRole("button", { name: "Allow sending again" }).click();
    await expectAccessible(page);
    await page.getByRole("dialog").getByRole("button", { name: "Allow sending again" }).click();
    await expect(banner).toHaveCount(0);
    await expect.poll(async () => (await accepted(demo)).length, { timeout: 90_000 }).toBe(people);
    await page.goto("/campaigns");
    await page.getByRole("link", { name: "The wrong text" }).first().click();
    await expect(page.getByText(/ 0 = 6,000$/)).toBeVisible({ timeout: 30_000 });
    const texted = await accepted(demo);
    expect(new Set(texted.map(({ recipient }) => recipient)).size).toBe(people);
    expect(texted.length).toBe(people);
  });
});

test("a page that is open learns of a stop by itself, and a marketer sees it without the button", async ({
  page,
  demo,
  signIn,
}) => {
  await signIn();
  await page.goto("/subscribers");
  await sql(demo, "UPDATE sending_control SET stopped_at = now(), stopped_by = 'Ada Admin', reason = ''");
  await expect(page.getByRole("status").filter({ hasText: "Stopped by Ada Admin" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Allow sending again" })).toHaveCount(0);
  await sql(demo, "UPDATE sending_control SET stopped_at = NULL, stopped_by = ''");
  await expect(page.getByText("All sending is stopped")).toHaveCount(0);
});

test("how it sends is set by administrators and read by others", async ({ page, demo, signIn }) => {
  await signIn("admin@example.com");
  await page.goto("/settings");
  await page.getByRole("link", { name: "Sending" }).click();
  await page.getByRole("button", { name: "Stop all sending" }).click();
  await expect(page.getByLabel("Why?")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Go back" }).click();
  await page.getByLabel("Limit how often one person gets a campaign").check();
  await page.getByLabel("At most so many texts").fill("0");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("A whole number from 1 to 100")).toBeVisible();
  await page.getByLabel("At most so many texts").fill("6");
  await page.getByRole("radio", { name: "Never send it again" }).check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Settings saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("At most so many texts")).toHaveValue("6");
  await expect(page.getByRole("radio", { name: "Never send it again" })).toBeChecked();

  await page.context().clearCookies();
  await signIn();
  await page.goto("/settings/sending");
  await expect(page.getByText("at most 6 campaign texts in 7 days")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Stop all sending" })).toHaveCount(0);
  await expectAccessible(page);
  await sql(demo, "DELETE FROM setting WHERE key = 'sending'");
});
