import "server-only";
import type { Viewer } from "../auth/viewer";
import { samplePerson } from "../campaigns/sample-person";
import type { SendTest } from "../campaigns/schema";
import { templateProblems } from "../campaigns/template-problems";
import { type CampaignText, textOfCampaign } from "../campaigns/text";
import { parsePhone, problemWords } from "../compliance/phone";
import type { Sql } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { AppError } from "../errors";
import { getOrganisation } from "../settings/queries";
import { readAs, type WholeText } from "../text/render";
import { createDirectMessage } from "./direct";
import { type MergePerson, valuesOf } from "./merge-values";

/** Tests of one person within a minute: enough for a phone and a colleague's, not for a campaign by hand. */
export const testsPerMinute = 10;

/** One text to one typed number, exactly as a recipient would read it. A number that opted out gets none. */
export async function sendTest(viewer: Viewer, input: SendTest): Promise<{ directMessageId: number }> {
  return inTransaction(async (tx) => {
    const { defaultCountry, optOutLine } = await getOrganisation(tx);
    const phone = readPhone(input.phone, defaultCountry);
    await refuseSuppressed(tx, phone);
    await limitRate(tx, viewer);
    const text = await readText(tx, input.campaignId, optOutLine);
    const person = input.subscriberId === null ? samplePerson : await readPerson(tx, input.subscriberId);
    const directMessageId = await createDirectMessage(tx, {
      kind: "test",
      phone,
      body: readAs(text, valuesOf(person)),
      campaignId: input.campaignId,
      createdById: viewer.userId,
    });
    return { directMessageId };
  });
}

function readPhone(typed: string, defaultCountry: string): string {
  const parsed = parsePhone(typed, defaultCountry);
  if (parsed.ok) return parsed.phone;
  const words = problemWords[parsed.problem];
  throw new AppError("invalid", words, { fields: { phone: words } });
}

async function refuseSuppressed(tx: Sql, phone: string): Promise<void> {
  const found = await tx.query("SELECT 1 FROM suppression WHERE phone = $1", [phone]);
  if (found.rowCount === 0) return;
  const words = "This number opted out. It gets no texts, tests included, until it sends START.";
  throw new AppError("invalid", words, { fields: { phone: words } });
}

/** The lock makes two tests of the same person at the same moment count each other. */
async function limitRate(tx: Sql, viewer: Viewer): Promise<void> {
  const key = `campaign.test:${viewer.userId}`;
  const counted = await tx.query<{ attempts: number; retryAfter: number }>(
    `INSERT INTO rate_limit AS r (key, attempts, window_started_at) VALUES ($1, 1, now())
     ON CONFLICT (key) DO UPDATE
       SET attempts = CASE WHEN r.window_started_at < now() - interval '1 minute' THEN 1 ELSE r.attempts + 1 END,
           window_started_at = CASE WHEN r.window_started_at < now() - interval '1 minute' THEN now()
                                    ELSE r.window_started_at END
     RETURNING attempts,
               greatest(1, ceil(60 - extract(epoch FROM now() - window_started_at)))::int AS "retryAfter"`,
    [key],
  );
  const row = counted.rows[0];
  if (!row || row.attempts <= testsPerMinute) return;
  throw new AppError("rate_limited", `That were ${testsPerMinute} tests within a minute. Wait a moment.`, {
    retryAfterSeconds: row.retryAfter,
  });
}

async function readText(tx: Sql, campaignId: number, optOutLine: string): Promise<WholeText> {
  const found = await tx.query<CampaignText>(
    `SELECT body, confirmed_opt_out_line AS "confirmedOptOutLine", launched_at AS "launchedAt" FROM campaign WHERE id = $1`,
    [campaignId],
  );
  const campaign = found.rows[0];
  if (campaign === undefined) throw new AppError("not_found", "This campaign no longer exists.");
  const text = textOfCampaign(campaign, optOutLine);
  const problem = campaign.body.trim() === "" ? "Write a message first." : templateProblems(text)[0];
  if (problem) throw new AppError("invalid", problem, { fields: { body: problem } });
  return text;
}

async function readPerson(tx: Sql, subscriberId: number): Promise<MergePerson> {
  const found = await tx.query<MergePerson>(
    `SELECT first_name AS "firstName", last_name AS "lastName", email, attributes FROM subscriber WHERE id = $1`,
    [subscriberId],
  );
  return found.rows[0] ?? samplePerson;
}
