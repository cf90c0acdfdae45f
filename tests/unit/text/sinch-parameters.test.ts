// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Sinch writes its placeholders
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTemplate, renderTemplate } from "@/lib/text/merge";
import { type SinchParameters, toSinchParameters } from "@/lib/text/sinch-parameters";

/** What Sinch does with a batch: one pass over the body; a key without a value for this number is code 405. */
function substitute({ body, parameters }: SinchParameters, phone: string): string {
  return body.replace(/\$\{([^}]*)\}?/g, (placeholder, key: string) => {
    const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
    if (!parameter || !placeholder.endsWith("}")) throw new Error(`405: ${placeholder}`);
    return Object.hasOwn(parameter.values, phone) ? String(parameter.values[phone]) : parameter.default;
  });
}

function convert(body: string, ...recipients: { phone: string; values: Record<string, string | null> }[]) {
  return toSinchParameters(parseTemplate(body), recipients);
}

const ana = { phone: "+15550001", values: { first_name: "Ana", city: "Rome" } };
const bob = { phone: "+15550002", values: { first_name: null, city: "Rome" } };

describe("toSinchParameters", () => {
  it("sends only the values that differ from the default", () => {
    expect(convert("Hi {{first_name|there}}", ana, bob)).toEqual({
      body: "Hi ${first_name}",
      parameters: { first_name: { default: "there", values: { "+15550001": "Ana" } } },
    });
  });

  it("leaves out a recipient whose value is the fallback", () => {
    expect(convert("{{city|Rome}}", ana, bob).parameters).toEqual({ city: { default: "Rome", values: {} } });
  });

  it("gives the same field and fallback one key, another fallback another", () => {
    const { body, parameters } = convert("{{city}} {{city}} {{city|town}}", ana);
    expect(body).toBe("${city} ${city} ${city.2}");
    expect(Object.keys(parameters)).toEqual(["city", "city.2"]);
  });

  it("sends no parameters for a plain text", () => {
    expect(convert("Sale! $5 off {now}", ana)).toEqual({ body: "Sale! $5 off {now}", parameters: {} });
  });

  it.each(["Cost ${5}", "$${first_name}", "${", "$$$", "${dollar} {{first_name}}", "${first_name} {{first_name}}"])(
    "keeps the literal %j",
    (body) => {
      const converted = convert(body, ana);
      expect(substitute(converted, ana.phone)).toBe(renderTemplate(parseTemplate(body), ana.values));
    },
  );

  it("never puts a key that the user's own text spells", () => {
    const { body } = convert("${first_name} {{first_name}}", ana);
    expect(body).toBe("${dollar}{first_name} ${first_name.2}");
  });

  it("keeps a dollar sign away from the placeholder behind it", () => {
    expect(convert("only ${{city}}", ana).body).toBe("only ${dollar}${city}");
  });

  it("makes keys that Sinch accepts out of any field name", () => {
    const long = "a_very_long_attribute_name";
    const { parameters } = convert(`{{${long}}} {{${long}_2}} {{${long}|x}}`, ana);
    const keys = Object.keys(parameters);
    expect(keys).toHaveLength(3);
    for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9._-]{1,16}$/);
  });

  it("reads for every recipient as our own rendering does", () => {
    const unit = fc.constantFrom("$", "{", "}", "a", "dollar", "first_name", " ", "é", "😀", "\n", ".2");
    const text = fc.string({ unit, maxLength: 12 });
    const word = fc.stringMatching(/^[a-z $é😀]{0,8}$/u);
    const field = fc
      .tuple(fc.constantFrom("first_name", "city", "dollar", "constructor", "default"), fc.option(word))
      .map(([name, fallback]) => (fallback === null ? `{{${name}}}` : `{{${name}|${fallback}}}`));
    const body = fc.array(fc.oneof(text, field), { maxLength: 8 }).map((pieces) => pieces.join(""));
    const value = fc.option(fc.oneof(text, fc.string({ maxLength: 200 })));
    const values = fc.record({ first_name: value, city: value, dollar: value, default: value });
    fc.assert(
      fc.property(body, fc.array(values, { maxLength: 5 }), (source, list) => {
        const template = parseTemplate(source);
        const recipients = list.map((one, index) => ({ phone: `+1555000${index}`, values: one }));
        const converted = toSinchParameters(template, recipients);
        for (const { phone, values: own } of recipients) {
          expect(substitute(converted, phone)).toBe(renderTemplate(template, own));
        }
        expect(substitute(converted, "+19990000")).toBe(renderTemplate(template, {}));
        for (const parameter of Object.values(converted.parameters)) {
          for (const sent of Object.values(parameter.values)) expect(sent.length).toBeLessThanOrEqual(160);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
