import { expect, test } from "vitest";
import { brokenCores } from "./model/broken.ts";
import { runModel } from "./model/run.ts";

/** `npm run chaos -- --model 100000` runs more of them. */
test("whatever happens in whatever order, nobody is texted twice and nobody is lost", () => {
  expect(runModel(20_000, 4).failure).toBeNull();
}, 60_000);

test.each(Object.entries(brokenCores))(
  "the model notices it if %s",
  (_what, core) => {
    expect(runModel(20_000, 4, core).failure).toContain("Violation");
  },
  60_000,
);
