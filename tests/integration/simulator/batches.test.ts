import { describe, expect, test } from "vitest";
import { openSimulator } from "./support";

const send = { from: "+12015550100", to: ["+4915112345678"], body: "Hello" };

describe("sending a batch", () => {
  test("answers with the batch, defaults filled in, numbers as bare digits", async () => {
    const simulator = await openSimulator();
    const response = await simulator.call("POST", "", {
      ...send,
      to: ["+4915112345678", "0049 151 12345679"],
      client_reference: "ref",
      parameters: { name: { "+4915112345678": "Mina", default: "you" } },
    });
    const batch = await response.json();
    expect(response.status).toBe(201);
    expect(batch).toMatchObject({
      from: "12015550100",
      to: ["4915112345678", "4915112345679"],
      parameters: { name: { "+4915112345678": "Mina", default: "you" } },
      type: "mt_text",
      canceled: false,
      delivery_report: "none",
      flash_message: false,
      client_reference: "ref",
    });
    expect(batch.id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(Date.parse(batch.expire_at) - Date.parse(batch.created_at)).toBe(3 * 86_400_000);
    expect(batch.modified_at).toBe(batch.created_at);
    expect(await (await simulator.call("GET", `/${batch.id}`)).json()).toEqual(batch);
  });

  test.each([
    ["no JSON", "{", 400, "syntax_invalid_json"],
    ["no object", "[]", 400, "syntax_invalid_json"],
    ["nothing", "", 400, "syntax_invalid_json"],
    ["no recipients", { ...send, to: undefined }, 400, "syntax_constraint_violation"],
    ["an empty list", { ...send, to: [] }, 400, "syntax_constraint_violation"],
    ["1,001 recipients", { ...send, to: Array(1_001).fill("+4915112345678") }, 400, "syntax_constraint_violation"],
    ["recipients that are no list", { ...send, to: "+4915112345678" }, 400, "syntax_invalid_json"],
    ["a recipient that is no number", { ...send, to: ["foo"] }, 400, "syntax_invalid_parameter_format"],
    ["a national number", { ...send, to: ["015112345678"] }, 400, "syntax_invalid_parameter_format"],
    ["an unknown group", { ...send, to: ["01JHFFHQ0P99JPPNQPJDV7JTBP"] }, 403, "unknown_group"],
    ["no text", { ...send, body: undefined }, 400, "syntax_constraint_violation"],
    ["2,001 characters", { ...send, body: "x".repeat(2_001) }, 400, "syntax_constraint_violation"],
    ["a number as the text", { ...send, body: 7 }, 400, "syntax_invalid_json"],
    ["a sender of 12 letters", { ...send, from: "TWELVE CHARS" }, 400, "syntax_invalid_parameter_format"],
    ["media without its object", { ...send, type: "mt_media" }, 400, "syntax_invalid_json"],
    ["media without an address", { ...send, type: "mt_media", body: {} }, 400, "syntax_constraint_violation"],
    ["a type nobody knows", { ...send, type: "mt_fax" }, 400, "syntax_invalid_parameter_format"],
    ["a binary without its header", { ...send, type: "mt_binary" }, 400, "syntax_constraint_violation"],
    [
      "a binary that is no Base64",
      { ...send, type: "mt_binary", udh: "0605", body: "§" },
      400,
      "syntax_invalid_parameter_format",
    ],
    [
      "a binary of 141 bytes",
      { ...send, type: "mt_binary", udh: "00", body: Buffer.alloc(140).toString("base64") },
      400,
      "syntax_constraint_violation",
    ],
    ["an unknown report", { ...send, delivery_report: "all" }, 400, "syntax_invalid_parameter_format"],
    ["a report to nowhere", { ...send, delivery_report: "per_recipient_final" }, 403, "missing_callback_url"],
    ["a callback that is no address", { ...send, callback_url: "ftp://x" }, 400, "syntax_invalid_parameter_format"],
    ["a date that is none", { ...send, send_at: "tomorrow" }, 400, "syntax_invalid_parameter_format"],
    ["an expiry before sending", { ...send, expire_at: "2020-01-01T00:00:00Z" }, 400, "syntax_constraint_violation"],
    ["a parameter that is no object", { ...send, parameters: { a: "b" } }, 400, "syntax_invalid_json"],
    ["a parameter for nobody", { ...send, parameters: { a: { nobody: "b" } } }, 400, "syntax_invalid_parameter_format"],
    ["a parameter's name with a space", { ...send, parameters: { "a b": {} } }, 400, "syntax_invalid_parameter_format"],
  ])("with %s is refused as Sinch would", async (_, body, status, code) => {
    const simulator = await openSimulator();
    const response = await simulator.call("POST", "", body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, text: expect.any(String) });
    expect((await simulator.get("/_sim/messages")).count).toBe(0);
  });

  test("without JSON's content type is 415, without the token 401, elsewhere 404 or 405", async () => {
    const simulator = await openSimulator();
    expect((await simulator.call("POST", "", send, { "content-type": "text/plain" })).status).toBe(415);
    const refused = await simulator.call("POST", "", send, { authorization: "Bearer other" });
    expect([refused.status, await refused.text()]).toEqual([401, ""]);
    expect((await simulator.call("PATCH", "")).status).toBe(405);
    expect((await simulator.call("GET", "/01JHFFHQ0P99JPPNQPJDV7JTBP")).status).toBe(404);
    expect((await fetch(`${simulator.url}/xms/v1/other/batches`)).status).toBe(401);
  });

  test("a date without an offset is UTC; an expiry beyond three days becomes three days", async () => {
    const simulator = await openSimulator();
    const body = { ...send, send_at: "2099-01-01T10:00:00", expire_at: "2099-12-01T00:00:00Z" };
    const batch = await (await simulator.call("POST", "", body)).json();
    expect(batch).toMatchObject({ send_at: "2099-01-01T10:00:00.000Z", expire_at: "2099-01-04T10:00:00.000Z" });
  });
});

describe("the list of batches", () => {
  test("finds by reference, newest first, page by page", async () => {
    const simulator = await openSimulator();
    for (const reference of ["a", "b", "a"]) {
      await simulator.call("POST", "", { ...send, client_reference: reference });
    }
    const all = await (await simulator.call("GET")).json();
    const ids = all.batches.map((batch: { id: string }) => batch.id);
    expect(all).toMatchObject({ count: 3, page: 0, page_size: 3 });
    expect(ids).toEqual([...ids].sort().reverse());
    expect(await (await simulator.call("GET", "?client_reference=a")).json()).toMatchObject({ count: 2 });
    expect(await (await simulator.call("GET", "?client_reference=A")).json()).toMatchObject({ count: 0 });
    expect(await (await simulator.call("GET", "?page=1&page_size=2")).json()).toMatchObject({ count: 3, page_size: 1 });
    expect(await (await simulator.call("GET", "?page=9")).json()).toMatchObject({ page_size: 0, batches: [] });
    expect(await (await simulator.call("GET", "?from=ACME,%2B12015550100")).json()).toMatchObject({ count: 3 });
    expect(await (await simulator.call("GET", "?end_date=2020-01-01")).json()).toMatchObject({ count: 0 });
    expect((await simulator.call("GET", "?page_size=101")).status).toBe(400);
    expect((await simulator.call("GET", "?start_date=soon")).status).toBe(400);
  });
});

describe("cancelling", () => {
  test("before anything left sends nothing", async () => {
    const simulator = await openSimulator();
    const created = await simulator.call("POST", "", { ...send, send_at: "2099-01-01T10:00:00Z" });
    const { id } = await created.json();
    expect(await (await simulator.call("DELETE", `/${id}`)).json()).toMatchObject({ id, canceled: true });
    const { messages } = await simulator.get("/_sim/messages");
    expect(messages).toMatchObject([{ status: "Cancelled", code: 407, dispatched_at: null }]);
    expect((await simulator.call("DELETE", "/unknown")).status).toBe(404);
  });
});
