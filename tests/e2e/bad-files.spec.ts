import { writeFile } from "node:fs/promises";
import { expect, test } from "../support/browser.ts";

/** What is not a list of people is said so in words, on the spot, and nothing of it is kept. */

const files: { name: string; content: Buffer; words: string }[] = [
  { name: "nothing.csv", content: Buffer.alloc(0), words: "The file is empty." },
  { name: "people.xlsx", content: Buffer.from("PK\u0003\u0004xl/workbook.xml"), words: "This is an Excel workbook." },
  { name: "photo.csv", content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), words: "This is a picture." },
  {
    name: "words.csv",
    content: Buffer.from("hello\nworld\n"),
    words: "No column of this file looks like phone numbers.",
  },
  { name: "one-line.csv", content: Buffer.from(`a,b\n${"x".repeat(10_000_000)}`), words: "line" },
];

test("files that are no list of people get clear words, and a good one still goes through", async ({
  page,
  signIn,
  expectErrors,
}) => {
  expectErrors(/status of 400/);
  await signIn();
  await page.goto("/subscribers/import");
  await page.getByRole("button", { name: "Upload and continue" }).click();
  await expect(page.getByText("Choose a file first.")).toBeVisible();
  for (const { name, content, words } of files) {
    // On disk, where the browser reads it itself: 10 MB in the protocol's own words take seconds.
    const path = test.info().outputPath(name);
    await writeFile(path, content);
    await page.locator("input[type=file]").setInputFiles(path);
    await page.getByRole("button", { name: "Upload and continue" }).click();
    await expect(page.getByRole("alert").filter({ hasText: words })).toBeVisible();
    await page.getByRole("button", { name: "Choose another file" }).click();
  }
  const good = { name: "good.csv", mimeType: "text/csv", buffer: Buffer.from("phone\n+12014990000\n") };
  await page.locator("input[type=file]").setInputFiles(good);
  await page.getByRole("button", { name: "Upload and continue" }).click();
  await expect(page.getByRole("heading", { name: "good.csv" })).toBeVisible();
});
