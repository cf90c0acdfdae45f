import { describe, expect, test } from "vitest";
import { culpritsInValues } from "@/components/campaigns/compose/message/unicode-in-values";

const people = [
  { id: 1, name: "Ada", values: { first_name: "Ada", city: "Łódź" } },
  { id: 2, name: "Łucja Nowak", values: { first_name: "Łucja" } },
  { id: 3, name: "Łukasz", values: { first_name: "Łukasz" } },
];

describe("characters that force Unicode in what people are called", () => {
  test("each is named once, with the first person who has it", () => {
    expect(culpritsInValues("Hi {{first_name|there}}", people)).toEqual([
      { character: "Ł", name: "letter Ł", field: "first_name", person: "Łucja Nowak" },
    ]);
  });

  test("only fields that the text uses count", () => {
    expect(culpritsInValues("Hi", people)).toEqual([]);
    expect(culpritsInValues("In {{city}}", people).map(({ character }) => character)).toEqual(["Ł", "ó", "ź"]);
  });
});
