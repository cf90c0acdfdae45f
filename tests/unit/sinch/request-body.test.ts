import fc from "fast-check";
import { expect, test } from "vitest";
import { toBatchJson } from "@/lib/sinch/sms/request-body";

const batch = {
  clientReference: "attempt-1",
  from: "+12015550100",
  to: ["+4915112345678"],
  body: "Hi ${name}",
  callbackUrl: "https://example.com/api/webhooks/delivery-reports",
};

test("what is not asked for is left out, final reports per recipient are asked for", () => {
  expect(JSON.parse(toBatchJson(batch))).toEqual({
    client_reference: "attempt-1",
    from: "+12015550100",
    to: ["+4915112345678"],
    type: "mt_text",
    body: "Hi ${name}",
    delivery_report: "per_recipient_final",
    callback_url: "https://example.com/api/webhooks/delivery-reports",
  });
});

test("an expiry and another kind of report are passed on", () => {
  const json = toBatchJson({ ...batch, expireAt: new Date("2026-11-22T10:00:00Z"), deliveryReport: "none" });
  expect(JSON.parse(json)).toMatchObject({ expire_at: "2026-11-22T10:00:00.000Z", delivery_report: "none" });
});

test("a schedule, limits and the rest are passed on, for texts", () => {
  const sendAt = new Date("2026-11-22T09:00:00Z");
  const change = { sendAt, isFlash: true, isTruncated: true, maxParts: 2, isFeedbackEnabled: true };
  expect(JSON.parse(toBatchJson({ ...batch, ...change }))).toMatchObject({
    send_at: "2026-11-22T09:00:00.000Z",
    flash_message: true,
    truncate_concat: true,
    max_number_of_message_parts: 2,
    feedback_enabled: true,
  });
});

test("media takes the text as its caption, and nothing that media cannot have", () => {
  const media = { url: "https://example.com/a.jpg", subject: "Hi" };
  const wire = JSON.parse(toBatchJson({ ...batch, media, isFlash: true, maxParts: 2 }));
  expect(wire).toMatchObject({ type: "mt_media", body: { ...media, message: "Hi ${name}" } });
  expect(wire).not.toHaveProperty("flash_message");
  expect(wire).not.toHaveProperty("max_number_of_message_parts");
  expect(JSON.parse(toBatchJson({ ...batch, body: "", media: { url: media.url } })).body).toEqual({ url: media.url });
});

test("every batch survives the way through JSON", () => {
  const number = fc.integer({ min: 10_000_000, max: 99_999_999_999 }).map((digits) => `+${digits}`);
  const values = fc.dictionary(number, fc.string({ unit: "grapheme" }), { noNullPrototype: true });
  const parameter = fc.record({ default: fc.string(), values }, { requiredKeys: ["values"], noNullPrototype: true });
  const key = fc.stringMatching(/^[a-z0-9._-]{1,16}$/).filter((name) => name !== "__proto__");
  fc.assert(
    fc.property(fc.string(), fc.dictionary(key, parameter, { noNullPrototype: true }), (body, parameters) => {
      const parsed = JSON.parse(toBatchJson({ ...batch, body, parameters }));
      const expected = Object.entries(parameters).map(([name, { default: fallback, values }]) => [
        name,
        fallback === undefined ? values : { default: fallback, ...values },
      ]);
      expect(parsed.body).toBe(body);
      expect(parsed.parameters ?? {}).toEqual(Object.fromEntries(expected));
    }),
  );
});
