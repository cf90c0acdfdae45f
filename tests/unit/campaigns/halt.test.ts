import { expect, test } from "vitest";
import { haltSchema, haltWords } from "@/lib/campaigns/halt";

test.each([
  [{ code: "tag_deleted" }, "It did not start: A tag of this audience was deleted. Choose it again."],
  [
    { code: "bad_field", kind: "fallback_too_long", field: "city" },
    "It did not start: The words for a missing city are longer than 160 characters.",
  ],
  [
    { code: "not_after_passed" },
    "It did not start: “Not after” has passed: nothing would be sent. Choose a later time.",
  ],
])("a start that was refused is kept as %o and read in words", (problem, words) => {
  const kept = { code: "start_refused", problem };
  expect(haltSchema.parse(kept)).toEqual(kept);
  expect(haltWords(haltSchema.parse(kept))).toBe(words);
});

test("one that was kept as a sentence reads as before", () => {
  const kept = { code: "start_refused", field: "audience", problem: "Nobody in this audience may be texted." };
  expect(haltWords(haltSchema.parse(kept))).toBe("It did not start: Nobody in this audience may be texted.");
});
