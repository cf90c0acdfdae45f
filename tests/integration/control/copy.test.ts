import { expect, test } from "vitest";
import {
  database,
  did,
  expectOnce,
  is,
  phones,
  sendInto,
  short,
  sms,
  stays,
  texted,
  workUntil,
} from "../sending/unclear/unclear-batch.ts";

const long = { ...short, holdMs: 3_000 };

test("a kill switch takes back what Sinch holds; a locked copy leaves it alone, since it may be the original's", async () => {
  await sendInto([{ kind: "status", status: 500, times: 1 }]);
  await workUntil(is("holding"), sms, long);
  await database.query("UPDATE sending_control SET locked_at = now()");
  await stays(is("holding"), short.holdMs);
  await expectOnce(phones);
  await database.query("UPDATE sending_control SET locked_at = NULL");
  const seen = await workUntil(is("accepted"), sms, long);
  expect(seen.kinds).not.toContain("withdrawn");

  await database.query(
    "TRUNCATE subscriber, campaign, campaign_counter, message, message_exception, batch, batch_attempt CASCADE",
  );
  await database.query("DELETE FROM batch_event");
  await sms.control("reset", {});
  await sendInto([{ kind: "status", status: 500, times: 1 }]);
  await workUntil(is("holding"), sms, long);
  await database.query("UPDATE sending_control SET stopped_at = now()");
  await workUntil(did("withdrawn"), sms, long);
  expect(await texted()).toEqual([]);
}, 30_000);
