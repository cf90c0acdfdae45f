import { describe, expect, test, vi } from "vitest";
import { expectRefusal, far, mina, openBoth, patience, planClient, projectClient } from "./support";

/** Every operation on batches, driven by Sinch's own client. */
const text = { from: "+12015550100", to: [mina], body: "Hello" };
const threeDaysMs = 3 * 86_400_000;

describe.each([
  ["a service plan's token", planClient],
  ["a project's access key", projectClient],
])("with %s", (_, connect) => {
  test("texts, binaries and media are sent and read back", async () => {
    const { simulator } = await openBoth();
    const { batches } = connect(simulator.url).sms;
    const sent = await batches.sendTextMessage({
      sendSMSRequestBody: { ...text, client_reference: "one", flash_message: true, parameters: { a: { [mina]: "b" } } },
    });
    expect(sent).toMatchObject({ type: "mt_text", canceled: false, to: ["4915199990000"], flash_message: true });
    expect(sent).toMatchObject({ parameters: { a: { [mina]: "b" } }, client_reference: "one" });
    expect(sent.created_at).toBeInstanceOf(Date);
    const binary = await batches.sendBinaryMessage({
      sendSMSRequestBody: { from: text.from, to: [mina], body: "SGVsbG8=", udh: "06050423F423F4" },
    });
    expect(binary).toMatchObject({ type: "mt_binary", body: "SGVsbG8=", udh: "06050423F423F4" });
    expect(binary).not.toHaveProperty("flash_message");
    const body = { url: "https://example.com/a.jpg", subject: "Look", message: "At this" };
    const media = await batches.sendMediaMessage({ sendSMSRequestBody: { from: text.from, to: [mina], body } });
    expect(media).toMatchObject({ type: "mt_media", body, strict_validation: false });
    expect(await batches.get({ batch_id: media.id ?? "" })).toEqual(media);
  });

  test("a scheduled batch is updated, replaced and cancelled", async () => {
    const { simulator, url } = await openBoth();
    const { batches } = connect(simulator.url).sms;
    const callback = { delivery_report: "full" as const, callback_url: url };
    const sent = await batches.send({ sendSMSRequestBody: { ...text, ...callback, send_at: far } });
    const batch_id = sent.id ?? "";
    expect(sent.expire_at?.getTime()).toBe(far.getTime() + threeDaysMs);
    const later = new Date(far.getTime() + 60_000);
    const updated = await batches.update({
      batch_id,
      updateBatchMessageRequestBody: { to_add: ["+4915199990150"], to_remove: [mina], body: "Other", send_at: later },
    });
    expect(updated).toMatchObject({ id: batch_id, to: ["4915199990150"], body: "Other", delivery_report: "full" });
    expect(updated.expire_at?.getTime()).toBe(later.getTime() + threeDaysMs);
    const replaced = await batches.replace({
      batch_id,
      replaceBatchMessageRequestBody: { from: text.from, to: [mina], body: "New", send_at: far },
    });
    expect(replaced).toMatchObject({ id: batch_id, body: "New", delivery_report: "none", created_at: sent.created_at });
    expect(replaced).not.toHaveProperty("callback_url");
    expect(await batches.cancel({ batch_id })).toMatchObject({ id: batch_id, canceled: true });
    const { messages } = await simulator.get("/_sim/messages");
    expect(messages).toMatchObject([{ recipient: mina, status: "Cancelled", dispatched_at: null }]);
  });

  test("what was dispatched can no longer be changed", async () => {
    const { simulator } = await openBoth();
    const { batches } = connect(simulator.url).sms;
    const { id: batch_id = "" } = await batches.send({ sendSMSRequestBody: text });
    await vi.waitFor(async () => expect((await simulator.get("/_sim/stats")).messages.Delivered).toBe(1), patience);
    const change = batches.update({ batch_id, updateBatchMessageRequestBody: { body: "Other" } });
    await expectRefusal(change, 403, "batch_already_dispatched");
    expect(await batches.cancel({ batch_id })).toMatchObject({ canceled: true });
    expect((await simulator.get("/_sim/stats")).messages.Delivered).toBe(1);
  });

  test("lists go page by page, and a dry run counts without sending", async () => {
    const { simulator } = await openBoth();
    const { batches } = connect(simulator.url).sms;
    for (const reference of ["a", "b", "a"]) {
      await batches.send({ sendSMSRequestBody: { ...text, client_reference: reference } });
    }
    const seen: (string | undefined)[] = [];
    for await (const batch of batches.list({ page_size: 2 })) seen.push(batch.client_reference);
    expect(seen).toEqual(["a", "b", "a"]);
    const page = await batches.list({ client_reference: "a", start_date: new Date(Date.now() - 60_000) });
    expect(page.data).toHaveLength(2);
    const result = await batches.dryRun({
      per_recipient: true,
      dryRunRequestBody: { ...text, to: [mina, "+4915199990150"], body: "ж".repeat(71) },
    });
    expect(result).toMatchObject({ number_of_recipients: 2, number_of_messages: 4 });
    expect(result.per_recipient?.[0]).toMatchObject({
      recipient: "4915199990000",
      number_of_parts: 2,
      encoding: "unicode",
    });
    expect((await simulator.get("/_sim/messages")).count).toBe(3);
  });

  test("feedback is taken where it was enabled", async () => {
    const { simulator } = await openBoth();
    const { batches } = connect(simulator.url).sms;
    const { id: batch_id = "" } = await batches.send({ sendSMSRequestBody: { ...text, feedback_enabled: true } });
    await batches.sendDeliveryFeedback({ batch_id, deliveryFeedbackRequestBody: { recipients: [mina] } });
    expect((await simulator.get("/_sim/messages")).messages).toMatchObject([{ feedback: true }]);
    const other = await batches.send({ sendSMSRequestBody: text });
    const refused = batches.sendDeliveryFeedback({
      batch_id: other.id ?? "",
      deliveryFeedbackRequestBody: { recipients: [] },
    });
    await expectRefusal(refused, 400, "syntax_constraint_violation");
  });
});

test("a project's key is refused on the SMS API once the sale has ended, or with another secret", async () => {
  const { simulator } = await openBoth();
  await expect(projectClient(simulator.url, "other").sms.batches.list({})).rejects.toThrow();
  await simulator.post("/_sim/settings", { behaviour: { smsTakesProjectKeys: false } });
  await expect(projectClient(simulator.url).sms.batches.list({})).rejects.toThrow(/401/);
});

test("a token that has expired is fetched anew", async () => {
  const { simulator } = await openBoth();
  const { batches } = projectClient(simulator.url).sms;
  await batches.send({ sendSMSRequestBody: text });
  await simulator.fault({ kind: "expire_tokens" });
  await batches.send({ sendSMSRequestBody: text });
  expect(await simulator.get("/_sim/stats")).toMatchObject({ tokens: 2, accepted: { batches: 2 } });
});
