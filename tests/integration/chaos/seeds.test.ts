import { afterAll, expect, test } from "vitest";
import { limits } from "../../chaos/patience.ts";
import { openRunFolder } from "../../chaos/run-folder.ts";
import { readSeeds } from "../../chaos/seeds.ts";
import { runSeeds } from "../../chaos/slots.ts";
import { summaryOf } from "../../chaos/total.ts";
import type { Outcome } from "../../chaos/verdict.ts";

const folder = await openRunFolder();

afterAll(() => folder.close());

// The patience of the harness follows progress: on a busy machine its cap ends a run, and its verdict says so.
const patienceMs = 2 * limits.capMs + 300_000;

test(
  "kept seeds of the rehearsal: no duplicates, no one lost, everything explained",
  async () => {
    const { replayed, failed } = readSeeds();
    const outcomes: Outcome[] = [];
    const total = await runSeeds([...replayed, ...failed], {
      atOnce: 4,
      home: folder.home,
      onOutcome: (outcome) => outcomes.push(outcome),
    });
    const wrong = outcomes.filter((outcome) => total.failed.includes(outcome.seed));
    expect(wrong).toEqual([]);
    expect(summaryOf(total)).toMatchObject({ duplicates: 0, lost: 0, unfinished: 0, unexplained: 0 });
    expect(total.runs).toBeGreaterThanOrEqual(3);
  },
  patienceMs,
);
