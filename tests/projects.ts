import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Which test runs in which project of vitest.config.ts. A file that is named here nowhere needs nothing of its own. */

/**
 * Integration tests that mostly wait: for a lease to run out, a frozen process to wake up, a server to come back. They run two at a
 * time, and nothing else meanwhile. The rehearsal comes first, since it takes as long as half of the others.
 */
export const waitingTests = [
  "tests/integration/chaos/seeds.test.ts",
  "tests/integration/chaos/killed.test.ts",
  "tests/integration/sending/unclear/resend-crash.test.ts",
  "tests/integration/control/workers.test.ts",
  "tests/integration/sending/lane/frozen.test.ts",
  "tests/integration/scripts/supervisor.test.ts",
  "tests/integration/sending/database-stop.test.ts",
  "tests/integration/chaos/drain.test.ts",
  "tests/integration/scripts/doctor.test.ts",
  "tests/integration/scripts/database-commands.test.ts",
  "tests/integration/control/copy.test.ts",
  "tests/integration/scripts/postgres.test.ts",
  "tests/integration/sending/ending/recall.test.ts",
];

/**
 * Integration tests that prove how fast something is, or whose clock runs so fast that a busy machine misses its moments. They run two
 * at a time, and nothing else does meanwhile.
 */
export const timedTests = [
  "tests/integration/control/stop.test.ts",
  "tests/integration/db/cut.test.ts",
  "tests/integration/jobs/takeover.test.ts",
  "tests/integration/seed/seed.test.ts",
  "tests/integration/sending/rate/pace.test.ts",
  "tests/integration/sending/rate/rate.test.ts",
  "tests/integration/sending/unclear/decide-unclear.test.ts",
  "tests/integration/sending/unclear/resend.test.ts",
  "tests/integration/sending/ending/unclear-recall.test.ts",
  "tests/integration/simulator/delivery.test.ts",
];

/**
 * Tests that replace a module, or have a document, leave both behind in their process: each gets one of its own. All others share
 * a process per worker, since starting one costs more than most files do.
 */
export function isolatedTests(folder: string): string[] {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return files
    .map((file) => join(folder, file))
    .filter((file) => /\.test\.tsx?$/.test(file))
    .filter((file) => file.endsWith("x") || needsProcess(readFileSync(join(root, file), "utf8")));
}

/**
 * next-request.ts replaces what Next gives to a request. Prisma's schema engine, which the others load, is one a process: its package
 * keeps views of the first one's memory, and a file that is loaded anew would start a second one.
 */
const needsProcess = (text: string) =>
  /\bvi\.(mock|doMock)\(|@vitest-environment|\/next-request|scripts\/database\/(prepare|schema-files|migrations)/.test(
    text,
  );
