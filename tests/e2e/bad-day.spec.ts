import { createHmac } from "node:crypto";
import { writeFile } from "node:fs/promises";
import type { APIRequestContext, Page } from "@playwright/test";
import { Client } from "pg";
import { expect, test } from "../support/browser.ts";

/** A bad day: wrong files, forged callbacks, curious colleagues. For each a clear word, and nothing lost. */

const files: [name: string, content: Buffer, words: RegExp][] = [
  ["binary.csv", Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 37) % 256)), /not a text file/],
  ["empty.csv", Buffer.alloc(0), /empty/i],
  ["one-line-of-10-MB.csv", Buffer.from(`phone\n${"1".repeat(10_000_000)}`), /longer than 1 MB/],
  ["header-only.csv", Buffer.from("phone,name\n"), /no rows below it/],
  ["wrong-delimiter.csv", Buffer.from("phone^name\n+12015557101^Ann\n+12015557102^Bo\n"), /could not be told apart/],
  ["workbook.csv", Buffer.from("PK\u0003\u0004 xl/workbook.xml", "latin1"), /Excel workbook/],
  ["quote.csv", Buffer.from('phone,name\n+12015557101,"Ann\n'), /never closed/],
];

test("wrong files are refused in words, and the next good one is taken", async ({ page, signIn, expectErrors }) => {
  expectErrors(/400/);
  await signIn();
  for (const [name, buffer, words] of files) {
    await page.goto("/subscribers/import");
    await choose(page, name, buffer);
    await expect(page.getByRole("alert").filter({ hasText: words }), name).toBeVisible();
  }
  await page.goto("/subscribers/import");
  await choose(page, "no-header.csv", Buffer.from("+12015557101,Ann\n+12015557102,Bo\n"));
  await expect(page.getByText("separated by commas")).toBeVisible();
});

async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  // On disk, where the browser reads it itself: 10 MB in the protocol's own words take seconds.
  const path = test.info().outputPath(name);
  await writeFile(path, buffer);
  await page.locator("input[type=file]").setInputFiles(path);
  const upload = page.getByRole("button", { name: "Upload and continue" });
  // An empty file is refused before it travels.
  if (await upload.isEnabled()) await upload.click();
}

const webhookSecret = "browser-tests-webhook-secret";

async function call(request: APIRequestContext, body: string, secret = webhookSecret): Promise<number> {
  const [nonce, timestamp] = ["nonce", "1736760161"];
  const signature = createHmac("sha256", secret).update(`${body}.${nonce}.${timestamp}`).digest("base64");
  const prefix = "x-sinch-webhook-signature";
  const response = await request.post("/api/webhooks/delivery-reports", {
    data: Buffer.from(body),
    headers: {
      "content-type": "application/json",
      [prefix]: signature,
      [`${prefix}-nonce`]: nonce,
      [`${prefix}-timestamp`]: timestamp,
      [`${prefix}-algorithm`]: "HmacSHA256",
    },
  });
  return response.status();
}

test("callbacks: forged ones stay outside, unknown ones are kept, and none disturbs", async ({ request, demo }) => {
  const report = JSON.stringify({
    type: "recipient_delivery_report_sms",
    batch_id: "01B",
    client_reference: "c.nobody.1.1.1",
    recipient: "12015557101",
    status: "Failed",
    code: 402,
    at: "2026-11-21T10:00:00Z",
  });
  const before = await stored(demo.databaseUrl);
  expect(await call(request, report, "another secret")).toBe(401);
  expect((await request.post("/api/webhooks/inbound", { data: "{}" })).status()).toBe(401);
  expect(await call(request, "{")).toBe(400);
  expect(await call(request, '{"hello":"world"}')).toBe(400);
  expect(await call(request, `"${"x".repeat(300_000)}"`)).toBe(413);
  expect(await stored(demo.databaseUrl)).toBe(before);
  expect(await call(request, report)).toBe(200);
  expect(await call(request, report)).toBe(200);
  await expect.poll(() => stored(demo.databaseUrl, "AND applied_at IS NOT NULL")).toBe(before + 2);
});

async function stored(url: string, condition = ""): Promise<number> {
  const sql = `SELECT count(*)::int AS n FROM webhook_event WHERE body LIKE '%c.nobody.%' ${condition}`;
  return Number((await rows(url, sql))[0]?.n ?? 0);
}

async function rows(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("a colleague who may only look learns no number, from no page and no stream", async ({ page, demo, signIn }) => {
  await rows(
    demo.databaseUrl,
    `INSERT INTO "user" (email, name, role, password_hash, updated_at)
     SELECT 'looker@example.com', 'Lou Looker', 'viewer', password_hash, now() FROM "user"
      WHERE email = 'marketer@example.com' ON CONFLICT DO NOTHING`,
  );
  const known = await rows(demo.databaseUrl, "SELECT phone FROM subscriber UNION SELECT phone FROM suppression");
  const digits = known.map(({ phone }) => String(phone).slice(1));
  const [campaign] = await rows(demo.databaseUrl, "SELECT max(id) AS id FROM campaign WHERE status = 'sent'");
  const [person] = await rows(demo.databaseUrl, "SELECT max(id) AS id FROM subscriber");
  await signIn("looker@example.com");
  const campaignPage = `/campaigns/${campaign?.id}`;
  const places = ["/", "/campaigns", campaignPage, `${campaignPage}?show=failed`, `${campaignPage}?show=skipped`];
  for (const place of [...places, "/subscribers", "/subscribers?q=a", `/subscribers/${person?.id}`, "/opt-outs"]) {
    const response = await page.request.get(place);
    expect(response.headers()["cache-control"], place).toContain("no-store");
    // Page and flight data in one: everything that was sent.
    const sent = (await response.text()).replace(/[\s().\-\u00a0]/g, "");
    const leaked = digits.filter((number) => sent.includes(number) || sent.includes(number.slice(-10)));
    expect(leaked.length, place).toBe(0);
  }
  expect((await page.request.get("/api/imports/1/rows")).status()).toBe(403);
  await page.goto("/imports");
  await expect(page).toHaveURL(/no-access/);
});

test("every page brings a policy of its own that runs no script but ours", async ({ page, signIn }) => {
  await signIn();
  const nonces = new Set<string>();
  for (const place of ["/", "/subscribers", "/campaigns", "/opt-outs", "/nowhere-at-all"]) {
    const headers = (await page.request.get(place)).headers();
    const scripts = /script-src ([^;]*)/.exec(headers["content-security-policy"] ?? "")?.[1] ?? "";
    expect(scripts, place).toMatch(/'nonce-[^']{20,}' 'strict-dynamic'/);
    expect(scripts, place).not.toContain("unsafe-inline");
    nonces.add(scripts);
    expect(headers, place).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "same-origin" });
    expect(headers["x-powered-by"], place).toBeUndefined();
  }
  expect(nonces.size).toBe(5);
});
