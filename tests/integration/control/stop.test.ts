import { beforeEach, describe, expect, test } from "vitest";
import { allowSending, stopSending } from "@/lib/control/commands";
import { getSendingControl } from "@/lib/control/queries";
import { inTransaction } from "@/lib/db/transaction";
import { createDirectMessage } from "@/lib/messages/direct";
import { messageStatus } from "@/lib/messages/rules";
import { sendDirectMessage } from "@/lib/sending/direct";
import type { Engine } from "@/lib/sending/engine/engine";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { sweepSending } from "@/lib/sending/sweep";
import { createTestDatabase } from "../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, eventually, ledgers, type Rig, startRig } from "../../support/rig.ts";
import { viewerAs } from "../campaigns/fixtures.ts";

/** The kill switch, from the commands to what the simulator took. */

const database = await createTestDatabase();
const sms = await startRig();
const conversation = await startRig({ api: "conversation" });
const admin = viewerAs("admin", 7, "Ada Admin");
const never = new AbortController().signal;
const phones = Array.from({ length: 60 }, (_, index) => `+1201590${1000 + index}`);

beforeEach(async () => {
  await database.query(
    `TRUNCATE subscriber, suppression, campaign, campaign_counter, message, message_exception, batch, batch_attempt,
              direct_message, plan_limiter RESTART IDENTITY CASCADE`,
  );
  await database.query("UPDATE sending_control SET stopped_at = NULL, locked_at = NULL");
  await database.query("DELETE FROM pgboss.job");
  for (const rig of [sms, conversation]) await rig.control("reset", {});
});

async function launch(people: readonly string[], batchSize: number): Promise<number> {
  await addSubscribers(
    database,
    people.map((phone) => ({ phone })),
  );
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
  await expandCampaign(campaignId, batchSize, never);
  await database.query("DELETE FROM pgboss.job");
  return campaignId;
}

async function jobs(): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>("SELECT DISTINCT name FROM pgboss.job ORDER BY name");
  return rows.map(({ name }) => name);
}

const textedBy = async (rig: Rig) => (await rig.accepted()).map((message) => message.recipient).sort();
const stop = () => stopSending(admin, { reason: "The wrong text" });

/** Runs the lanes until they end by themselves. */
function lanes(campaignId: number, engine: Engine, count = 4): Promise<unknown> {
  return Promise.all(Array.from({ length: count }, () => dispatchCampaign(campaignId, engine, never)));
}

describe("the switch", () => {
  test("says who, when and why to everybody; a second stop changes nothing, and allowing forgets it", async () => {
    expect(await getSendingControl(admin)).toEqual({ stopped: null, locked: null, waiting: null });
    const campaignId = await launch(phones.slice(0, 7), 5);
    await stop();
    await stopSending({ ...admin, name: "Bo" }, { reason: "Me too" });
    const { stopped, waiting } = await getSendingControl(admin);
    expect(stopped).toMatchObject({ by: "Ada Admin", reason: "The wrong text" });
    expect(Math.abs(Date.parse(stopped?.at ?? "") - Date.now())).toBeLessThan(5_000);
    expect(waiting).toEqual({ campaigns: 1, messages: 7 });
    await allowSending(admin);
    await allowSending(admin);
    expect((await getSendingControl(admin)).stopped).toBeNull();
    await lanes(campaignId, sms.engine);
    expect(await textedBy(sms)).toEqual(phones.slice(0, 7));
  });
});

describe("while sending is stopped", () => {
  test("lanes end instead of asking again and again, nobody starts them, and afterwards the sweep does", async () => {
    const campaignId = await launch(phones, 10);
    await stop();
    await lanes(campaignId, sms.engine);
    await sweepSending();
    expect(await jobs()).toEqual([]);
    expect(await textedBy(sms)).toEqual([]);
    expect((await database.query("SELECT DISTINCT state FROM batch")).rows).toEqual([{ state: "ready" }]);
    await allowSending(admin);
    await sweepSending();
    expect(await jobs()).toEqual(["campaign.dispatch"]);
    await lanes(campaignId, sms.engine);
    expect(await textedBy(sms)).toEqual(phones);
    expect((await database.query("SELECT status FROM campaign")).rows).toEqual([{ status: "sent" }]);
  });

  test("lanes that already wait for their moment let go of it, and nothing arrives later than two seconds after", async () => {
    const campaignId = await launch(phones, 1);
    const slow = { ...sms.engine, plan: { ...sms.engine.plan, id: "a-slow-plan", messagesPerSecond: 2 } };
    const running = lanes(campaignId, slow);
    await eventually(
      () => textedBy(sms),
      (texted) => texted.length >= 2,
    );
    await stop();
    const stoppedAt = Date.parse((await getSendingControl(admin)).stopped?.at ?? "");
    await running;
    const { rows } = await database.query<{ startedAt: Date }>(
      `SELECT max(started_at) AS "startedAt" FROM batch_attempt`,
    );
    expect(Number(rows[0]?.startedAt)).toBeLessThanOrEqual(stoppedAt);
    const messages = (await (await fetch(`${sms.simulator.url}/_sim/messages`)).json()).messages as {
      accepted_at: string;
    }[];
    for (const { accepted_at } of messages) expect(Date.parse(accepted_at) - stoppedAt).toBeLessThan(2_000);
    expect((await database.query("SELECT 1 FROM batch WHERE state IN ('claimed', 'sending')")).rows).toEqual([]);
    await allowSending(admin);
    await lanes(campaignId, sms.engine);
    expect(await textedBy(sms)).toEqual(phones);
  }, 30_000);

  test("tests and answers stay queued; afterwards they leave, but no answer to a STOP of long ago", async () => {
    const create = (kind: "test" | "keyword_reply", phone: string) =>
      inTransaction((tx) =>
        createDirectMessage(tx, { kind, phone, body: "Hello", campaignId: null, createdById: null }),
      );
    const [test, late] = [await create("test", phones[0] ?? ""), await create("keyword_reply", phones[1] ?? "")];
    await database.query("UPDATE direct_message SET created_at = now() - interval '6 minutes'");
    await database.query("INSERT INTO suppression (phone, source) VALUES ($1, 'keyword')", [phones[1]]);
    await database.query("DELETE FROM pgboss.job");
    await stop();
    for (const id of [test, late]) await sendDirectMessage(id, sms.engine, never);
    await sweepSending();
    expect(await jobs()).toEqual([]);
    expect((await database.query("SELECT DISTINCT status FROM direct_message")).rows).toEqual([{ status: 0 }]);
    await allowSending(admin);
    await sweepSending();
    expect(await jobs()).toEqual(["message.direct"]);
    for (const id of [test, late]) await sendDirectMessage(id, sms.engine, never);
    expect(await textedBy(sms)).toEqual([phones[0]]);
    const { rows } = await database.query("SELECT status FROM direct_message WHERE id = $1", [late]);
    expect(rows).toEqual([{ status: messageStatus.skipped }]);
  });
});

test("over the Conversation API a batch that is under way stops between two people; the rest stays queued and goes later", async () => {
  const campaignId = await launch(phones, 60);
  // 32 calls at once, and each takes its time: without a stop the other 28 would follow.
  await conversation.control("faults", { kind: "delay", ms: 1_800, times: 32 });
  const running = lanes(campaignId, conversation.engine, 1);
  await eventually(
    async () => (await database.query("SELECT 1 FROM batch WHERE state = 'sending'")).rowCount,
    (sending) => sending === 1,
  );
  await stop();
  await running;
  expect(await textedBy(conversation)).toEqual(phones.slice(0, 32));
  const { counted, grouped } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  expect(counted.map(({ status, messages }) => [status, messages])).toEqual([
    [messageStatus.queued, 28],
    [messageStatus.sent, 32],
  ]);
  await allowSending(admin);
  await database.query("UPDATE batch SET next_attempt_at = now()");
  await lanes(campaignId, conversation.engine, 1);
  expect(await textedBy(conversation)).toEqual(phones);
}, 30_000);
