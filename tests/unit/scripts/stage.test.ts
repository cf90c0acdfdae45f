import { beforeEach, expect, test, vi } from "vitest";
import { closingLines, type Outcome, runPhases, type Stage, withCrash } from "../../../scripts/check/stage.ts";

const began: string[] = [];

beforeEach(() => {
  began.length = 0;
  for (const method of ["log", "error"] as const) vi.spyOn(console, method).mockImplementation(() => undefined);
});

function stage(name: string, run: () => Promise<Outcome>): Stage {
  return {
    name,
    run: () => {
      began.push(name);
      return run();
    },
  };
}

const ok = async () => ({ passed: 1, failed: 0 });

test("lanes of a phase go on beside each other, the next phase waits for all of them", async () => {
  let letGo: (outcome: Outcome) => void = () => undefined;
  const held = new Promise<Outcome>((resolve) => {
    letGo = resolve;
  });
  const whole = runPhases(
    [[[stage("waits", () => held)], [stage("first", ok), stage("second", ok)]], [[stage("later", ok)]]],
    () => false,
  );
  await expect.poll(() => began).toEqual(["waits", "first", "second"]);
  letGo({ passed: 2, failed: 0 });
  expect((await whole).map(({ name, passed }) => [name, passed])).toEqual([
    ["first", 1],
    ["second", 1],
    ["waits", 2],
    ["later", 1],
  ]);
});

test("a stage that throws counts as one that failed, and the others go on; after Ctrl-C none begins", async () => {
  let isAborted = false;
  const thrown = stage("thrown", () => {
    throw new Error("at once");
  });
  const aborts = stage("aborts", async () => {
    isAborted = true;
    return { passed: 1, failed: 0 };
  });
  const ran = await runPhases([[[thrown, aborts, stage("never", ok)]], [[stage("never", ok)]]], () => isAborted);
  expect(ran.map(({ name, failed }) => [name, failed])).toEqual([
    ["thrown", 1],
    ["aborts", 0],
  ]);
  expect(began).toEqual(["thrown", "aborts"]);
});

test("the last line is the sum, whatever ran", () => {
  const lines = closingLines(
    [
      { name: "Types", passed: 1, failed: 0, seconds: 3.04 },
      { name: "Browser", passed: 20, failed: 2, seconds: 100 },
    ],
    60,
  );
  expect(lines.at(-1)).toBe("21 passed, 2 failed");
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}Types +1 +0 +3\.0$/));
  expect(lines).toContainEqual(expect.stringMatching(/one after another +103\.0$/));
  expect(lines).toContainEqual(expect.stringMatching(/as it was +60\.0$/));
  expect(closingLines([], 0).at(-1)).toBe("0 passed, 0 failed");
});

test("a runner that ends badly without a failed test has crashed", () => {
  expect(withCrash({ passed: 3, failed: 0 }, 1)).toEqual({ passed: 3, failed: 1 });
  expect(withCrash({ passed: 3, failed: 2 }, 1)).toEqual({ passed: 3, failed: 2 });
  expect(withCrash({ passed: 3, failed: 0 }, 0)).toEqual({ passed: 3, failed: 0 });
});
