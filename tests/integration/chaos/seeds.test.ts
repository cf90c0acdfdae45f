import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readSeeds } from "../../chaos/seeds.ts";
import { type Answer, runSeeds } from "../../chaos/slots.ts";
import { summaryOf } from "../../chaos/total.ts";

const home = join(tmpdir(), `tidings-chaos-${randomUUID()}`);

afterAll(() => rm(home, { recursive: true, force: true }));

test("kept seeds of the rehearsal: nobody twice, nobody lost, everything explained", async () => {
  const { replayed, failed } = readSeeds();
  const answers: Answer[] = [];
  const total = await runSeeds([...replayed, ...failed], { atOnce: 4, home, hear: (answer) => answers.push(answer) });
  const wrong = answers.filter((answer) => total.failed.includes(answer.seed));
  expect(wrong).toEqual([]);
  expect(summaryOf(total)).toMatchObject({ duplicates: 0, lost: 0, unexplained: 0 });
  expect(total.runs).toBeGreaterThanOrEqual(3);
}, 300_000);
