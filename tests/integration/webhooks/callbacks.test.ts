import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { applyCallbacks } from "@/lib/webhooks/apply";
import { receiveCallback } from "@/lib/webhooks/receive";
import { createTestDatabase } from "../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, ledgers, startRig } from "../../support/rig.ts";

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const never = new AbortController().signal;
const secrets = { hmacSecret: "secret-of-the-plan", pathKey: undefined };

beforeEach(async () => {
  await database.query(
    `TRUNCATE subscriber, suppression, campaign, campaign_counter, campaign_reply, message, message_exception, batch,
              batch_attempt, direct_message, activity_counter, inbound_message, webhook_event RESTART IDENTITY CASCADE`,
  );
});

function signed(body: unknown, secret = secrets.hmacSecret) {
  const rawBody = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const timestamp = "1736760161";
  const signature = createHmac("sha256", secret).update(`${rawBody}.nonce.${timestamp}`).digest("base64");
  return {
    rawBody,
    key: null,
    headers: {
      "x-sinch-webhook-signature": signature,
      "x-sinch-webhook-signature-nonce": "nonce",
      "x-sinch-webhook-signature-timestamp": timestamp,
      "x-sinch-webhook-signature-algorithm": "HmacSHA256",
    },
  };
}

function report(reference: string, recipient: string, status: string, code = 0) {
  return {
    type: "recipient_delivery_report_sms",
    batch_id: "01B",
    client_reference: reference,
    recipient,
    status,
    code,
    at: "2026-11-21T10:00:00.000Z",
  };
}

function inbound(id: string, from: string, body: string, clock = "10:00") {
  return { type: "mo_text", id, from, to: "12015550100", body, received_at: `2026-11-21T${clock}:00.000Z` };
}

async function receive(body: unknown) {
  return receiveCallback(signed(body), secrets);
}

async function sentCampaign(phones: string[]): Promise<{ campaignId: number; reference: string }> {
  await addSubscribers(
    database,
    phones.map((phone) => ({ phone })),
  );
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
  await expandCampaign(campaignId, 1_000, never);
  await dispatchCampaign(campaignId, rig.engine, never);
  return { campaignId, reference: `c.test.${campaignId}.1.1` };
}

async function messages(campaignId: number) {
  const { rows } = await database.query("SELECT status, code FROM message WHERE campaign_id = $1 ORDER BY seq", [
    campaignId,
  ]);
  return rows.map((row) => [row.status, row.code]);
}

describe("what is not acknowledged", () => {
  test.each([
    ["a wrong signature", () => signed(report("c.x", "1", "Delivered"), "another secret"), 401],
    ["no signature", () => ({ ...signed(report("c.x", "1", "Delivered")), headers: {} }), 401],
    ["malformed JSON", () => signed("{"), 400],
    ["JSON that is no callback", () => signed({ hello: "world" }), 400],
    ["more than 256 KB", () => signed(`"${"x".repeat(300_000)}"`), 413],
  ])("%s", async (_name, request, status) => {
    expect((await receiveCallback(request(), secrets)).status).toBe(status);
    expect((await database.query("SELECT 1 FROM webhook_event")).rowCount).toBe(0);
  });

  test("the secret address demands its key, in addition to the signature", async () => {
    const keyed = { ...secrets, pathKey: "key-of-sixteen-letters" };
    const request = signed(report("c.x", "12012000001", "Delivered"));
    expect((await receiveCallback(request, keyed)).status).toBe(401);
    expect((await receiveCallback({ ...request, key: "key-of-sixteen-letters" }, keyed)).status).toBe(200);
  });
});

describe("delivery reports", () => {
  test("an unknown reference is acknowledged, kept, and changes nothing", async () => {
    const { campaignId } = await sentCampaign(["+12012000001"]);
    expect((await receive(report("c.test.999.1.1", "12012000001", "Failed", 402))).status).toBe(200);
    expect((await receive(report("somebody else's", "12012000001", "Failed", 402))).status).toBe(200);
    await applyCallbacks();
    expect(await messages(campaignId)).toEqual([[10, 0]]);
    const { rows } = await database.query(
      "SELECT count(*)::int AS kept FROM webhook_event WHERE applied_at IS NOT NULL",
    );
    expect(rows[0]?.kept).toBe(2);
  });

  test("duplicates and any order end in the same state, and are counted once", async () => {
    const { campaignId, reference } = await sentCampaign(["+12012000001", "+12012000002"]);
    for (const status of ["Delivered", "Dispatched", "Queued", "Delivered"]) {
      await receive(report(reference, "+12012000001", status));
      await applyCallbacks();
    }
    await receive(report(reference, "12012000002", "Failed", 402));
    await receive(report(reference, "12012000002", "Delivered"));
    await applyCallbacks();
    expect(await messages(campaignId)).toEqual([
      [30, 0],
      [31, 402],
    ]);
    const { counted, grouped, unlisted } = await ledgers(database, campaignId);
    expect(counted).toEqual(grouped);
    expect(unlisted).toBe(0);
    const activity = await database.query(
      "SELECT metric, sum(total)::int AS total FROM activity_counter GROUP BY 1 ORDER BY 1",
    );
    expect(activity.rows).toEqual([
      { metric: "accepted", total: 2 },
      { metric: "delivered", total: 1 },
      { metric: "failed", total: 1 },
    ]);
  });

  test("one for a number that was not in the batch changes nothing", async () => {
    const { campaignId, reference } = await sentCampaign(["+12012000001"]);
    await receive(report(reference, "12012000077", "Failed", 402));
    await applyCallbacks();
    expect(await messages(campaignId)).toEqual([[10, 0]]);
  });

  test("unknown may still become delivered, and leaves the list of exceptions", async () => {
    const { campaignId, reference } = await sentCampaign(["+12012000001"]);
    await receive(report(reference, "12012000001", "Unknown"));
    await applyCallbacks();
    expect(await messages(campaignId)).toEqual([[36, 0]]);
    await receive(report(reference, "12012000001", "Delivered"));
    await applyCallbacks();
    expect(await messages(campaignId)).toEqual([[30, 0]]);
    expect((await database.query("SELECT 1 FROM message_exception")).rowCount).toBe(0);
  });

  test("hundreds at once share commits and all arrive", async () => {
    const phones = Array.from({ length: 500 }, (_, index) => `+1201200${1000 + index}`);
    const { campaignId, reference } = await sentCampaign(phones);
    const answers = await Promise.all(phones.map((phone) => receive(report(reference, phone, "Delivered"))));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    await applyCallbacks();
    expect((await messages(campaignId)).every(([status]) => status === 30)).toBe(true);
  });
});

describe("STOP and START", () => {
  async function suppressed(phone: string) {
    const { rows } = await database.query("SELECT source, keyword, campaign_id FROM suppression WHERE phone = $1", [
      phone,
    ]);
    return rows[0] ?? null;
  }

  test.each(["STOP", "unsubscribe", "Cancel", "END", "quit.", "REVOKE", "opt out", "StopAll", " stop!! "])(
    "%s suppresses at once, tied to the campaign, and is answered once",
    async (word) => {
      const { campaignId } = await sentCampaign(["+12012000001"]);
      expect((await receive(inbound("in-1", "12012000001", word))).status).toBe(200);
      expect(await suppressed("+12012000001")).toMatchObject({ source: "keyword", campaign_id: campaignId });
      await receive(inbound("in-2", "12012000001", word));
      const replies = await database.query("SELECT phone FROM direct_message WHERE kind = 'keyword_reply'");
      expect(replies.rows).toEqual([{ phone: "+12012000001" }]);
      const counted = await database.query("SELECT opt_outs FROM campaign_reply WHERE campaign_id = $1", [campaignId]);
      expect(counted.rows).toEqual([{ opt_outs: 1 }]);
    },
  );

  test("a number nobody knows is suppressed as well", async () => {
    await receive(inbound("in-1", "447700900123", "stop"));
    expect(await suppressed("+447700900123")).toMatchObject({ source: "keyword", campaign_id: null });
  });

  test("the same message delivered twice counts once", async () => {
    await receive(inbound("in-1", "447700900199", "stop"));
    await receive(inbound("in-1", "447700900199", "stop"));
    const events = await database.query("SELECT kind FROM consent_event WHERE phone = '+447700900199'");
    expect(events.rows).toEqual([{ kind: "revoked" }]);
  });

  test("START restores with recorded evidence, and only then the next campaign reaches them", async () => {
    await sentCampaign(["+12012000001"]);
    await receive(inbound("in-1", "12012000001", "STOP"));
    const second = await addLaunchedCampaign(database, "Again");
    await expandCampaign(second, 1_000, never);
    expect(await messages(second)).toEqual([[40, 1]]);

    await receive(inbound("in-2", "12012000001", "START", "10:01"));
    expect(await suppressed("+12012000001")).toBeNull();
    const third = await addLaunchedCampaign(database, "And again");
    await expandCampaign(third, 1_000, never);
    expect(await messages(third)).toEqual([[0, 0]]);
    const events = await database.query(
      "SELECT kind, wording FROM consent_event WHERE inbound_message_id IN (SELECT id FROM inbound_message) ORDER BY id",
    );
    expect(events.rows.slice(-2)).toEqual([
      { kind: "revoked", wording: "STOP" },
      { kind: "restored", wording: "START" },
    ]);
  });

  test("evidence cannot be changed or deleted", async () => {
    await receive(inbound("in-1", "12012000001", "STOP"));
    await expect(database.query("UPDATE consent_event SET wording = 'yes'")).rejects.toThrow("append-only");
    await expect(database.query("DELETE FROM consent_event")).rejects.toThrow("append-only");
  });

  test("an ordinary reply changes nothing but the count of replies", async () => {
    const { campaignId } = await sentCampaign(["+12012000001"]);
    await receive(inbound("in-1", "12012000001", "See you there, thanks"));
    expect(await suppressed("+12012000001")).toBeNull();
    const counted = await database.query("SELECT replies, opt_outs FROM campaign_reply WHERE campaign_id = $1", [
      campaignId,
    ]);
    expect(counted.rows).toEqual([{ replies: 1, opt_outs: 0 }]);
    expect((await database.query("SELECT 1 FROM direct_message")).rowCount).toBe(0);
  });
});

test("a day without a partition gets one, instead of losing a callback", async () => {
  const { rows } = await database.query("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD') AS day");
  await database.query(`DROP TABLE webhook_event_${rows[0]?.day}`);
  expect((await receive(report("c.test.1.1.1", "12012000001", "Delivered"))).status).toBe(200);
  expect((await database.query("SELECT 1 FROM webhook_event")).rowCount).toBe(1);
});
