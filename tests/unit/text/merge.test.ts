import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldsOf, parseTemplate, renderTemplate, templateProblemWords, unknownFields } from "@/lib/text/merge";

function render(body: string, values: Record<string, string | null | undefined> = {}): string {
  return renderTemplate(parseTemplate(body), values);
}

describe("parseTemplate", () => {
  it("reads literals and fields with their place", () => {
    expect(parseTemplate("Hi {{first_name|there}}, bye")).toEqual({
      pieces: [
        { kind: "literal", text: "Hi " },
        { kind: "field", field: "first_name", fallback: "there", index: 3, length: 20 },
        { kind: "literal", text: ", bye" },
      ],
      problems: [],
    });
  });

  it.each([
    ["{{ first_name }}", "first_name", ""],
    ["{{first_name | my friend }}", "first_name", "my friend"],
    ["{{city2|}}", "city2", ""],
    ["{{a|b|c}}", "a", "b|c"],
    ["{{constructor|none}}", "constructor", "none"],
  ])("reads %j", (body, field, fallback) => {
    expect(parseTemplate(body)).toMatchObject({ pieces: [{ field, fallback }], problems: [] });
  });

  it.each([
    ["Hi {{first_name", "unclosed", 3, 2],
    ["Hi {{first_name and {{city}}", "unclosed", 3, 2],
    ["Hi first_name}}", "unopened", 13, 2],
    ["{{}}", "empty_field", 0, 4],
    ["{{ |there}}", "empty_field", 0, 11],
    ["{{First Name}}", "bad_name", 0, 14],
    ["{{1st}}", "bad_name", 0, 7],
    [`{{a|${"x".repeat(161)}}}`, "fallback_too_long", 0, 167],
  ])("reports %j as %s", (body, kind, index, length) => {
    const { problems } = parseTemplate(body);
    expect(problems).toMatchObject([{ kind, index, length }]);
    expect(problems.map(templateProblemWords)[0]).toMatch(/^[“{A-Z].*\.$/);
  });

  it("goes on after an unclosed field", () => {
    expect(fieldsOf(parseTemplate("{{a {{b}} {{c}}"))).toEqual(["b", "c"]);
  });

  it("keeps every text without braces, and every text with problems, as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("{", "}", "a", "|", " ", "B", "😀"), maxLength: 30 }), (body) => {
        const template = parseTemplate(body);
        if (fieldsOf(template).length === 0) expect(renderTemplate(template, {})).toBe(body);
        const lengths = template.pieces.map((piece) => (piece.kind === "literal" ? piece.text.length : piece.length));
        expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(body.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("renderTemplate", () => {
  it.each([
    [{ first_name: "Ana" }, "Hi Ana!"],
    [{ first_name: "  Ana " }, "Hi Ana!"],
    [{ first_name: "" }, "Hi there!"],
    [{ first_name: " \u00a0" }, "Hi there!"],
    [{ first_name: null }, "Hi there!"],
    [{ first_name: undefined }, "Hi there!"],
    [{}, "Hi there!"],
    [{ first_name: "{{city}}" }, "Hi {{city}}!"],
    [{ first_name: "$& $1" }, "Hi $& $1!"],
  ])("fills %j", (values, text) => {
    expect(render("Hi {{first_name|there}}!", values)).toBe(text);
  });

  it("leaves nothing when there is neither value nor fallback", () => {
    expect(render("Hi {{first_name}}!")).toBe("Hi !");
  });

  it("does not take what every object has for a value", () => {
    expect(render("{{constructor|none}}")).toBe("none");
  });

  it("cuts a value to what Sinch takes, between characters", () => {
    expect(render("{{a}}", { a: "x".repeat(200) })).toHaveLength(160);
    expect(render("{{a}}", { a: `${"x".repeat(159)}😀` })).toBe("x".repeat(159));
  });
});

describe("fields", () => {
  it("are listed once, in order", () => {
    expect(fieldsOf(parseTemplate("{{b}} {{a|x}} {{b|y}}"))).toEqual(["b", "a"]);
  });

  it("that the caller cannot fill are named", () => {
    expect(unknownFields(parseTemplate("{{b}} {{a}} {{c}}"), ["a"])).toEqual(["b", "c"]);
  });
});
