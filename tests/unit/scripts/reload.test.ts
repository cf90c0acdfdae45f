import { expect, test } from "vitest";
import { programsFor } from "../../../scripts/run/reload.ts";

test.each([
  ["sending/claim.ts", ["worker"]],
  ["compliance/hours/areas.json", ["worker"]],
  ["simulator/batch.ts", ["simulator"]],
  ["env.ts", ["worker", "simulator"]],
  ["sending/.claim.ts.swp", []],
  ["sending/4913", []],
  ["sending", []],
  ["", []],
])("when lib/%s changes, %j start again", (path, names) => {
  expect(programsFor(path)).toEqual(names);
});
