import { test as base, type ConsoleMessage, type Page } from "@playwright/test";

/**
 * The `test` of browser stories: `import { expect, test } from "../support/browser.ts"`. A page that writes an error to its console,
 * or throws, fails its test. A story that provokes one says so first: `expectErrors(/429/)`.
 *
 * `demo` knows the running product: `demo.password` of admin@example.com and marketer@example.com, `demo.simulatorUrl` (control
 * under `/_sim`, virtual phone at `/`), `demo.databaseUrl` for a look behind the screen, and `demo.logs`, the folder with what the
 * processes log.
 */
export type Demo = { password: string; simulatorUrl: string; databaseUrl: string; logs: string };

type Fixtures = {
  demo: Demo;
  /** Errors of this kind are part of the story. */
  expectErrors(pattern: RegExp): void;
  signIn(email?: string): Promise<void>;
};

export const test = base.extend<Fixtures & { allowed: RegExp[]; watch: undefined }>({
  // Playwright reads the names of fixtures from the first parameter: it has to be taken apart, even into nothing.
  // biome-ignore lint/correctness/noEmptyPattern: see above
  demo: async ({}, use) => {
    await use({
      password: variable("TEST_PASSWORD"),
      simulatorUrl: variable("TEST_SIMULATOR_URL"),
      databaseUrl: variable("TEST_DATABASE_URL"),
      logs: variable("TEST_LOGS"),
    });
  },
  // biome-ignore lint/correctness/noEmptyPattern: see above
  allowed: async ({}, use) => {
    await use([]);
  },
  expectErrors: async ({ allowed }, use) => {
    await use((pattern) => void allowed.push(pattern));
  },
  watch: [
    async ({ context, allowed }, use) => {
      const errors: string[] = [];
      const watchPage = (page: Page) => {
        page.on("console", (message) => void (isError(message) && errors.push(textOf(message))));
        page.on("pageerror", (error) => void errors.push(error.message));
      };
      context.pages().forEach(watchPage);
      context.on("page", watchPage);
      await use(undefined);
      const unexpected = errors.filter((error) => !allowed.some((pattern) => pattern.test(error)));
      if (unexpected.length > 0) throw new Error(`The page reported errors:\n${unexpected.join("\n")}`);
    },
    { auto: true },
  ],
  signIn: async ({ page, demo }, use) => {
    await use(async (email = "marketer@example.com") => {
      await page.goto("/sign-in");
      await page.getByLabel("E-mail").fill(email);
      await page.getByLabel("Password", { exact: true }).fill(demo.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
    });
  },
});

export { expect } from "@playwright/test";

const isError = (message: ConsoleMessage) => message.type() === "error";

/** With the address: "Failed to load resource" alone says nothing. */
const textOf = (message: ConsoleMessage) => `${message.text()} (${message.location().url})`;

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: browser tests are started by npm test`);
  return value;
}
