import { existsSync } from "node:fs";
import type { LaunchOptions } from "@playwright/test";

/**
 * A real Chromium out of the npm package @sparticuz/chromium: nothing to download, works as root. It exists for Linux on x86-64 and
 * arm64; elsewhere an installed Chrome is used, or Playwright's own browser where there is one.
 */
export async function findBrowser(): Promise<LaunchOptions> {
  if (process.platform !== "linux") return { channel: "chrome" };
  const { default: chromium } = await import("@sparticuz/chromium");
  const executablePath = await chromium.executablePath();
  return existsSync(executablePath) ? { executablePath, args } : {};
}

/** Not the package's own list: its `--single-process` crashes when a page closes, `--disable-web-security` hides bugs. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
];
