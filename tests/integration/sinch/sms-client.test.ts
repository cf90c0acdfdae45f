import { describe, expect, test, vi } from "vitest";
import { openSimulator } from "../simulator/support";
import { openProject, openTransport, valueIn } from "./support";

/** Every operation of the thin client, against the simulator that Sinch's own client was satisfied with. */
const mina = "+4915199990000";
const text = { from: "+12015550100", to: [mina], body: "Hello" };
const far = "2099-01-01T10:00:00.000Z";
const patience = { timeout: 5_000, interval: 10 };

describe.each([
  ["a service plan's token", openTransport],
  ["a project's access key", openProject],
])("with %s", (_, open) => {
  test("a batch is sent, listed, read, updated, replaced and cancelled", async () => {
    const simulator = await openSimulator();
    const { batches } = open(simulator.url).client;
    const batch = valueIn(await batches.send({ ...text, send_at: far, client_reference: "a & b+c" }));
    expect(batch).toMatchObject({ type: "mt_text", to: ["4915199990000"], canceled: false });
    const list = valueIn(await batches.list({ client_reference: "a & b+c", from: [text.from, "ACME"], page_size: 1 }));
    expect(list).toMatchObject({ count: 1, batches: [{ id: batch.id }] });
    expect(valueIn(await batches.list({ end_date: new Date(0) })).batches).toEqual([]);
    expect(valueIn(await batches.get(batch.id))).toEqual(batch);
    const updated = valueIn(await batches.update(batch.id, { to_add: ["+4915199990150"], client_reference: null }));
    expect(updated.to).toHaveLength(2);
    expect(updated.client_reference).toBeUndefined();
    const replaced = valueIn(await batches.replace(batch.id, { ...text, body: "New", send_at: far }));
    expect(replaced).toMatchObject({ id: batch.id, body: "New", to: ["4915199990000"] });
    expect(valueIn(await batches.cancel(batch.id)).canceled).toBe(true);
    const refused = await batches.update(batch.id, { body: "Too late" });
    expect(refused).toMatchObject({
      ok: false,
      failure: { kind: "refused", httpStatus: 403, code: "batch_already_dispatched" },
    });
  });

  test("binaries and media, a dry run and feedback", async () => {
    const simulator = await openSimulator();
    const { batches } = open(simulator.url).client;
    const binary = await batches.send({ type: "mt_binary", from: text.from, to: [mina], body: "SGk=", udh: "0605" });
    expect(valueIn(binary)).toMatchObject({ type: "mt_binary", udh: "0605" });
    const body = { url: "https://example.com/a.jpg", message: "Look" };
    const media = valueIn(await batches.send({ type: "mt_media", from: text.from, to: [mina], body }));
    expect(media.body).toEqual(body);
    const dry = valueIn(await batches.dryRun({ ...text, body: "x".repeat(161) }, { per_recipient: true }));
    expect(dry).toMatchObject({
      number_of_recipients: 1,
      number_of_messages: 2,
      per_recipient: [{ number_of_parts: 2 }],
    });
    const sent = valueIn(await batches.send({ ...text, feedback_enabled: true }));
    expect(await batches.sendFeedback(sent.id, [])).toEqual({ ok: true, value: true });
    expect((await simulator.get("/_sim/messages")).messages.at(-1)).toMatchObject({ feedback: true });
  });

  test("reports and inbound messages are asked for", async () => {
    const simulator = await openSimulator();
    const { batches, reports, inbounds } = open(simulator.url).client;
    const { id } = valueIn(await batches.send({ ...text, client_reference: "one" }));
    await vi.waitFor(async () => expect((await simulator.get("/_sim/stats")).messages.Delivered).toBe(1), patience);
    expect(valueIn(await reports.ofBatch(id, { type: "full" })).statuses).toEqual([
      { code: 0, status: "Delivered", count: 1, recipients: ["4915199990000"] },
    ]);
    expect(valueIn(await reports.ofRecipient(id, mina))).toMatchObject({ batch_id: id, status: "Delivered" });
    const listed = valueIn(
      await reports.list({ client_reference: "one", status: ["Delivered", "Failed"], code: ["0"] }),
    );
    expect(listed).toMatchObject({ count: 1, delivery_reports: [{ recipient: "4915199990000" }] });
    await simulator.post("/_sim/inbound", { from: mina, body: "2026-01-01" });
    const page = valueIn(await inbounds.list({ to: ["12015550100"] }));
    expect(page.inbounds[0]).toMatchObject({ body: "2026-01-01", type: "mo_text" });
    expect(valueIn(await inbounds.get(page.inbounds[0]?.id ?? ""))).toEqual(page.inbounds[0]);
  });

  test("groups are made, changed and deleted", async () => {
    const simulator = await openSimulator();
    const { groups } = open(simulator.url).client;
    const auto_update = { to: "12015550100", add: { first_word: "Join" } };
    const group = valueIn(await groups.create({ name: "Guests", members: [mina], auto_update }));
    expect(group).toMatchObject({ name: "Guests", size: 1, auto_update });
    expect(valueIn(await groups.list()).groups).toEqual([group]);
    expect(valueIn(await groups.get(group.id))).toEqual(group);
    expect(valueIn(await groups.update(group.id, { name: null, add: ["+4915100000001"] })).name).toBeUndefined();
    expect(valueIn(await groups.members(group.id))).toEqual(["4915199990000", "4915100000001"]);
    expect(valueIn(await groups.replace(group.id, { members: [] })).size).toBe(0);
    expect(await groups.remove(group.id)).toEqual({ ok: true, value: true });
    expect(await groups.get(group.id)).toMatchObject({ ok: false, failure: { kind: "refused", httpStatus: 404 } });
  });
});

test("failures are values: refused in either shape, throttled, unreachable", async () => {
  const simulator = await openSimulator();
  const { batches } = openProject(simulator.url).client;
  const bad = { ...text, to: ["foo 4915112345678"] };
  const refused = { kind: "refused", httpStatus: 400, code: "syntax_invalid_parameter_format" };
  expect(await batches.send(bad)).toMatchObject({ ok: false, failure: refused });
  await simulator.post("/_sim/settings", { behaviour: { projectErrors: "rpc" } });
  const rpc = await batches.send(bad);
  expect(rpc).toMatchObject({ ok: false, failure: { kind: "refused", code: "invalid_argument" } });
  expect(JSON.stringify(rpc)).not.toContain("4915112345678");
  await simulator.fault({ kind: "status", status: 429, retryAfter: 3, on: "any" });
  expect(await batches.list()).toEqual({ ok: false, failure: { kind: "throttled", retryAfterMs: 3_000 } });
  await simulator.fault({ kind: "status", status: 200, body: "<html>", on: "any" });
  expect(await batches.list()).toMatchObject({ ok: false, failure: { kind: "unreachable" } });
  await simulator.fault({ kind: "status", status: 502, body: "<html>4915112345678</html>", on: "any" });
  expect(await batches.list()).toEqual({ ok: false, failure: { kind: "unreachable", reason: "HTTP status 502" } });
});
