import { expect, test } from "vitest";
import { inTransaction } from "@/lib/db/transaction";
import { applyBatchReports } from "@/lib/webhooks/batch-reports";
import { putStatus } from "../../../support/put-status.ts";
import { jobsOf } from "../../campaigns/fixtures.ts";
import { answerLost, database, is, lag, sendInto, short, sms, workUntil } from "../unclear/unclear-batch.ts";

/** What turns up at Sinch after its campaign was canceled is asked back like the rest: once its batch counts as accepted. */
async function cancel(campaignId: number): Promise<void> {
  await putStatus(database, "canceled", { set: "finished_at = now()" });
  await database.query("DELETE FROM pgboss.job WHERE (data ->> 'campaignId')::int = $1", [campaignId]);
}

test("it is found when Sinch lists it late: not asked back before its batch is one of those that are", async () => {
  const campaignId = await sendInto([answerLost, lag(1_500)]);
  const long = { ...short, holdMs: 6_000 };
  await workUntil(is("holding"), sms, long);
  await cancel(campaignId);
  const { kinds } = await workUntil(is("accepted"), sms, long);
  expect(kinds).toEqual(expect.arrayContaining(["found", "withdrawn"]));
  // The batch's moment is rounded to milliseconds.
  const { rows } = await database.query(
    `SELECT name FROM pgboss.job
      WHERE (data ->> 'campaignId')::int = $1
        AND created_on > (SELECT updated_at - interval '1 ms' FROM batch WHERE campaign_id = $1)`,
    [campaignId],
  );
  expect(rows).toEqual([{ name: "campaign.cancel" }]);
});

test("a delivery report proves it: asked back as well", async () => {
  const campaignId = await sendInto([answerLost, lag(60_000)]);
  await cancel(campaignId);
  const { rows } = await database.query("SELECT client_reference AS reference FROM batch_attempt");
  const report = {
    clientReference: rows[0]?.reference,
    providerBatchId: "P",
    phone: "+12012000001",
    status: 30,
    code: 0,
  };
  await inTransaction((tx) => applyBatchReports(tx, [report]));
  expect((await database.query("SELECT state FROM batch")).rows[0]?.state).toBe("accepted");
  expect(await jobsOf(database, campaignId)).toEqual(["campaign.cancel"]);
});
