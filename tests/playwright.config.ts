import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";
import { findBrowser } from "./support/chromium.ts";

/** Run by `npm test` (or `npm test -- tests/e2e/x.spec.ts`), which starts the product and says where. */
export default defineConfig({
  testDir: "./e2e",
  // Emptied when a run begins, and several begin at once.
  outputDir: fileURLToPath(new URL(`../test-results/${process.env.TEST_RUN ?? "sms"}`, import.meta.url)),
  // One product, one database: its stories take turns.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    ...(process.env.TEST_BASE_URL === undefined ? {} : { baseURL: process.env.TEST_BASE_URL }),
    launchOptions: await findBrowser(),
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    viewport: { width: 1280, height: 800 },
    timezoneId: "UTC",
    locale: "en-US",
    screenshot: "only-on-failure",
    // A trace takes as much of the machine as the product does: `TEST_TRACE=1 npm test -- tests/e2e/x.spec.ts` makes one.
    trace: process.env.TEST_TRACE === undefined ? "off" : "retain-on-failure",
  },
});
