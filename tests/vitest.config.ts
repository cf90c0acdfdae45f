import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./longest-first.ts";
import { isolatedTests, timedTests, waitingTests } from "./projects.ts";

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

/** Two even on one core: a test that computes waits for its database, too. */
const computing = { maxWorkers: Math.max(2, availableParallelism()), sequence: { groupOrder: 0 } };

/** Only tests below tests/integration start a Postgres: `npm test -- tests/unit/…` stays instant. */
const withDatabase = {
  globalSetup: ["tests/support/global-setup.ts"],
  testTimeout: patienceMs,
  hookTimeout: patienceMs,
};

const isolated = { unit: isolatedTests("tests/unit"), integration: isolatedTests("tests/integration") };
const withoutProcess = [...isolated.integration, ...waitingTests, ...timedTests];

/** Why there are so many: docs/decisions/042-what-waits-beside-what-computes.md */
const projects = [
  {
    ...computing,
    name: "unit",
    include: ["tests/unit/**/*.test.ts"],
    exclude: isolated.unit,
    isolate: false,
    testTimeout: patienceMs,
  },
  { ...computing, name: "unit-isolated", include: isolated.unit, testTimeout: patienceMs },
  { ...computing, name: "architecture", include: ["tests/architecture/**/*.test.ts"], isolate: false },
  {
    ...computing,
    ...withDatabase,
    name: "integration",
    include: ["tests/integration/**/*.test.ts"],
    exclude: withoutProcess,
    isolate: false,
    setupFiles: ["tests/support/fresh.ts"],
  },
  {
    ...computing,
    ...withDatabase,
    name: "integration-isolated",
    include: isolated.integration.filter((file) => !waitingTests.includes(file) && !timedTests.includes(file)),
  },
  { ...withDatabase, name: "timed", include: timedTests, maxWorkers: 2, sequence: { groupOrder: 1 } },
  { ...withDatabase, name: "waiting", include: waitingTests, maxWorkers: 2, sequence: { groupOrder: 2 } },
];

export default defineConfig({
  ...shared,
  test: {
    restoreMocks: true,
    sequence: { sequencer: LongestFirst },
    unstubEnvs: true,
    unstubGlobals: true,
    projects: projects.map((test) => ({ ...shared, test })),
  },
});
