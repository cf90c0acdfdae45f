import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

const shared = {
  root,
  resolve: {
    alias: [
      { find: /^@\//, replacement: root },
      // Marks modules for Next's bundler and throws everywhere else.
      { find: /^server-only$/, replacement: `${root}tests/support/empty.ts` },
    ],
  },
};

/** A test that hangs has to end some time; how fast one is says nothing here, and machines are busy. */
const patienceMs = 60_000;

/** Only integration tests start a Postgres: `vitest run tests/unit/…` stays instant. */
export default defineConfig({
  ...shared,
  test: {
    restoreMocks: true,
    projects: [
      { ...shared, test: { name: "unit", include: ["tests/unit/**/*.test.{ts,tsx}"], testTimeout: patienceMs } },
      { ...shared, test: { name: "architecture", include: ["tests/architecture/**/*.test.ts"] } },
      {
        ...shared,
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          globalSetup: ["tests/support/global-setup.ts"],
          testTimeout: patienceMs,
          hookTimeout: patienceMs,
        },
      },
    ],
  },
});
