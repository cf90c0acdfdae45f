import { expect, test } from "vitest";
import { prisma } from "@/lib/db/prisma";
import { readMetrics } from "@/lib/health/metrics";
import { createTestDatabase } from "../../support/database.ts";

const database = await createTestDatabase();

test("totals of tables and messages, workers, and the process itself, each with its type", async () => {
  await prisma().subscriber.create({ data: { phone: "+12025550123" } });
  await database.query(
    "INSERT INTO campaign_counter (campaign_id, status, code, messages) VALUES (1, 30, 0, 900), (2, 30, 0, 100), (2, 31, 5, 7)",
  );
  await database.query(
    "INSERT INTO worker (id, seen_at) VALUES ('alive', now()), ('dead', now() - interval '1 minute')",
  );
  const text = await readMetrics();
  const lines = text.trimEnd().split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      "tidings_database_up 1",
      'tidings_rows{table="subscriber"} 1',
      'tidings_messages{status="delivered"} 1000',
      'tidings_messages{status="failed"} 7',
      "tidings_workers_alive 1",
      "tidings_sending_stopped 0",
      "tidings_sending_locked 0",
    ]),
  );
  for (const line of lines)
    expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[a-z_]+"\})? [\d.e+-]+)$/);
  expect(text).not.toContain("2025550123");
});

test("say that sending is stopped or locked", async () => {
  await database.query("UPDATE sending_control SET stopped_at = now()");
  expect(await readMetrics()).toContain("tidings_sending_stopped 1\n");
  await database.query("UPDATE sending_control SET stopped_at = NULL, locked_at = now()");
  const text = await readMetrics();
  expect(text).toContain("tidings_sending_stopped 0\n");
  expect(text).toContain("tidings_sending_locked 1\n");
});
