import { describe, expect, test } from "vitest";
import { outcomeOf, wordsOf } from "@/lib/imports/rules";
import { type ColumnUse, importOptionsSchema, problemOfColumns } from "@/lib/imports/schema";
import { canBecome, importStatuses, isFinished, isWorking, statusesBefore } from "@/lib/imports/status";

describe("the states of an import", () => {
  test("nothing is written before a confirmation, and what is over stays over", () => {
    expect(statusesBefore("running")).toEqual(["ready"]);
    expect(statusesBefore("checking")).toEqual(["mapping"]);
    expect(statusesBefore("done")).toEqual(["running"]);
    expect(importStatuses.filter(isFinished)).toEqual(["done", "failed", "canceled"]);
  });

  test("a running merge can neither be canceled nor revised", () => {
    expect(canBecome("running", "canceled")).toBe(false);
    expect(canBecome("running", "mapping")).toBe(false);
    expect(canBecome("checking", "mapping")).toBe(true);
  });

  test("every status can be reached from the first one", () => {
    const reached = new Set(["uploading"]);
    for (const from of importStatuses)
      for (const to of importStatuses) if (reached.has(from) && canBecome(from, to)) reached.add(to);
    expect(reached.size).toBe(importStatuses.length);
  });

  test("pages refresh themselves while a process works", () => {
    expect(importStatuses.filter(isWorking)).toEqual(["uploading", "checking", "running"]);
  });
});

test("a duplicate is no rejection, a lost e-mail address is neither", () => {
  expect(outcomeOf("duplicate")).toBe("duplicate");
  expect(outcomeOf("email_left_out")).toBe("note");
  expect(outcomeOf("too_short")).toBe("rejected");
  expect(wordsOf("duplicate", 12)).toBe("Same number as row 12, which was taken.");
  expect(wordsOf("scientific", null)).toMatch(/spreadsheet/);
});

describe("answers", () => {
  const phone: ColumnUse = { as: "phone" };
  const valid = {
    hasHeader: true,
    columns: [phone],
    country: "DE",
    tags: ["  Regulars  2026 "],
    consentSource: "Till in the shop",
    consentDay: "2026-11-01",
    consentWording: "Yes, text me the offers of ACME.",
  };

  test("are taken when they are complete", () => {
    expect(importOptionsSchema.parse(valid).tags).toEqual(["Regulars 2026"]);
  });

  test.each([
    ["no wording", { consentWording: "yes" }, "consentWording"],
    ["no source", { consentSource: " " }, "consentSource"],
    ["no day", { consentDay: "" }, "consentDay"],
    ["a day before texts", { consentDay: "1980-01-01" }, "consentDay"],
    ["an unknown country", { country: "XX" }, "country"],
    ["no phone column", { columns: [{ as: "email" }] }, "columns"],
    ["a field name that is taken", { columns: [phone, { as: "attribute", name: "phone" }] }, "columns.1.name"],
    ["a field name with capitals", { columns: [phone, { as: "attribute", name: "City" }] }, "columns.1.name"],
  ])("are refused with %s", (_name, change, path) => {
    const parsed = importOptionsSchema.safeParse({ ...valid, ...change });
    expect([...new Set(parsed.error?.issues.map((issue) => issue.path.join(".")))]).toEqual([path]);
  });

  test("one column per field", () => {
    expect(problemOfColumns([phone, phone])).toMatch(/Only one column/);
    expect(problemOfColumns([phone, { as: "attribute", name: "city" }, { as: "attribute", name: "city" }])).toMatch(
      /same field/,
    );
    expect(problemOfColumns([phone, { as: "ignore" }, { as: "ignore" }])).toBeNull();
  });
});
