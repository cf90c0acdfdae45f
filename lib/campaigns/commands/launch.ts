import "server-only";
import type { z } from "zod";
import type { Viewer } from "../../auth/viewer";
import { sqlState } from "../../db/errors";
import type { Sql } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { env } from "../../env";
import { AppError } from "../../errors";
import { formatCount, formatCounted } from "../../format";
import { enqueue } from "../../jobs/enqueue";
import { getOrganisation } from "../../settings/queries";
import { countAudience } from "../audience";
import { isDraft, launchProblems } from "../rules";
import { type Audience, audienceSchema, type launchSchema } from "../schema";
import { templateProblems } from "../template-problems";
import { refuseChange } from "./status";

/**
 * Send. One transaction over one snapshot: the draft, the audience's exact count and its ceiling belong together, and
 * the job that expands it exists exactly if the status was written. Pressing twice launches once.
 */
type Launch = z.output<typeof launchSchema>;

export async function launchCampaign(_viewer: Viewer, input: Launch): Promise<void> {
  await inTransaction(async (tx) => {
    await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    await checkLaunch(tx, input);
    await tx.query(
      `UPDATE campaign
          SET status = 'preparing', launched_at = now(), sender = $2, updated_at = now(), version = version + 1,
              audience_ceiling_id = (SELECT coalesce(max(id), 0) FROM subscriber)
        WHERE id = $1 AND status = 'draft'`,
      [input.campaignId, env().SINCH_NUMBER],
    );
    await enqueue(tx, "campaign.expand", { campaignId: input.campaignId });
  }).catch(asConflict);
}

type LockedDraft = { name: string; body: string; audience: unknown; version: number };

async function checkLaunch(tx: Sql, input: Launch): Promise<void> {
  const draft = await lockDraft(tx, input.campaignId);
  if (draft.version !== input.version) {
    throw new AppError("conflict", "Somebody changed this draft in the meantime. Read it again before you send.");
  }
  const audience = audienceSchema.parse(draft.audience);
  await holdAudience(tx, audience);
  const { eligible } = await countAudience(audience, tx);
  const { optOutLine } = await getOrganisation(tx);
  const wrong = templateProblems(draft.body, optOutLine);
  const problems = launchProblems({ ...draft, ...audience, eligible, templateProblems: wrong });
  if (problems.length > 0) {
    const fields = Object.fromEntries(problems.map(({ field, message }) => [field, message]));
    throw new AppError("invalid", problems[0]?.message, { fields });
  }
  if (eligible !== input.confirmedEligible) {
    const from = formatCount(input.confirmedEligible);
    const to = formatCounted(eligible, "person", "people");
    throw new AppError("conflict", `The audience changed from ${from} to ${to}. Look again before you send.`);
  }
}

/**
 * The people are listed right after this transaction, so whatever would change who they are must be over: a deleted
 * tag, an import that still adds to the audience. Deleting a tag waits for this lock.
 */
async function holdAudience(tx: Sql, { everyone, includeTagIds, excludeTagIds }: Audience): Promise<void> {
  const tagIds = [...new Set([...(everyone ? [] : includeTagIds), ...excludeTagIds])];
  const held = await tx.query("SELECT FROM tag WHERE id = ANY ($1::int[]) ORDER BY id FOR KEY SHARE", [tagIds]);
  if (held.rowCount !== tagIds.length) throw audienceProblem("A tag of this audience was deleted. Choose it again.");
  const imports = await tx.query(
    `SELECT FROM import WHERE status = 'running'
        AND ($1 OR EXISTS (SELECT FROM jsonb_array_elements(options->'tagIds') AS given WHERE given::int = ANY ($2::int[])))
      LIMIT 1`,
    [everyone, tagIds],
  );
  if (imports.rowCount === 1) {
    throw audienceProblem("An import is adding people to this audience right now. Send when it is done.", "conflict");
  }
}

function audienceProblem(words: string, code: "invalid" | "conflict" = "invalid"): AppError {
  return new AppError(code, words, { fields: { audience: words } });
}

async function lockDraft(tx: Sql, campaignId: number): Promise<LockedDraft> {
  const found = await tx.query<LockedDraft & { status: "draft" }>(
    "SELECT name, body, audience, version, status FROM campaign WHERE id = $1 FOR UPDATE",
    [campaignId],
  );
  const draft = found.rows[0];
  if (!draft || !isDraft(draft.status)) return refuseChange(tx, campaignId, "sent again");
  return draft;
}

const serializationFailure = "40001";

/** Two launches at once: the second one reads a row that the first one changed meanwhile. */
function asConflict(error: unknown): never {
  if (sqlState(error) !== serializationFailure) throw error;
  throw new AppError("conflict", "Somebody changed this campaign at the same moment. Look again.", { cause: error });
}
