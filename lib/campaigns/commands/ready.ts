import "server-only";
import { countAudience } from "../../audience/members";
import { listPlaceKeys } from "../../audience/places";
import { type Audience, audienceSchema } from "../../audience/schema";
import { placeOfKey, spotsOf } from "../../compliance/places";
import { sqlState } from "../../db/errors";
import type { Sql } from "../../db/pool";
import { sql } from "../../db/sql";
import { type Executor, statement } from "../../db/statement";
import { arrayOf, bool, instant, int, json, known, nullable, oneOf, text } from "../../db/types";
import { AppError } from "../../errors";
import { formatCount, formatCounted } from "../../format";
import { largestInteger } from "../../integer";
import { getOrganisation } from "../../settings/queries";
import { fieldOfProblem, type LaunchProblem, problemWords } from "../problems";
import { launchProblems } from "../rules";
import { type Guards, guardsSchema, type Timing, timingSchema } from "../schema";
import { type CampaignStatus, campaignStatuses } from "../status";
import { templateProblems } from "../template-problems";
import { type CampaignText, textOfCampaign } from "../text";
import { overIn, timingProblems } from "../timing";

/**
 * The conditions under which a campaign starts or is scheduled, checked within the transaction that does it. Audience and
 * text are looked at as they are at this moment.
 */
export type LockedCampaign = CampaignText & {
  id: number;
  name: string;
  audience: unknown;
  timing: Timing;
  guards: Guards;
  version: number;
  status: CampaignStatus;
  startsAt: Date | null;
  /** The database's clock. */
  now: Date;
};

/** Null when there is no such campaign. */
export async function lockCampaign(tx: Executor, campaignId: number): Promise<LockedCampaign | null> {
  const campaign = await lock.first(tx, { campaignId });
  if (!campaign) return null;
  return { ...campaign, timing: timingSchema.parse(campaign.timing), guards: guardsSchema.parse(campaign.guards) };
}

const lock = statement(
  {
    name: "lock-campaign",
    params: { campaignId: int },
    row: {
      id: int,
      name: text,
      body: text,
      confirmedOptOutLine: nullable(text),
      launchedAt: nullable(instant),
      audience: json<unknown>(),
      timing: json<unknown>(),
      guards: json<unknown>(),
      version: int,
      status: oneOf(campaignStatuses),
      startsAt: nullable(instant),
      now: known(instant, "a clock"),
    },
  },
  ({ campaignId }) => sql`
    SELECT id, name, body, confirmed_opt_out_line AS "confirmedOptOutLine", launched_at AS "launchedAt", audience, timing,
           guards, version, status, starts_at AS "startsAt", clock_timestamp() AS now
      FROM campaign WHERE id = ${campaignId} FOR UPDATE`,
);

/** Throws what stands in the way, else says how many would be texted. */
export async function checkReady(
  tx: Sql,
  campaign: LockedCampaign,
  timing: Timing,
  confirmedEligible?: number,
): Promise<{ eligible: number; zones: string[] }> {
  const audience = audienceSchema.parse(campaign.audience);
  await lockAudience(tx, audience);
  const { eligible } = await countAudience(audience, tx);
  const { optOutLine } = await getOrganisation(tx);
  const wrong = templateProblems(textOfCampaign(campaign, optOutLine));
  const zones = timing.start.kind === "local" ? await zonesOf(tx, audience) : [];
  const problems = [
    ...launchProblems({ ...campaign, ...audience, eligible, templateProblems: wrong }),
    ...timesWrong(timing, campaign.now, zones),
  ];
  const [first, ...others] = problems;
  if (first) throw new NotReady([first, ...others]);
  if (confirmedEligible !== undefined && eligible !== confirmedEligible) {
    const from = formatCount(confirmedEligible);
    const to = formatCounted(eligible, "person", "people");
    throw new AppError("conflict", `The audience changed from ${from} to ${to}. Look again before you send.`);
  }
  return { eligible, zones };
}

/** Refused by the checks: an answer in words for a person, codes for a schedule that keeps the first of them. */
export class NotReady extends AppError {
  readonly problem: LaunchProblem;

  constructor(problems: [LaunchProblem, ...LaunchProblem[]]) {
    const fields = Object.fromEntries(problems.map((problem) => [fieldOfProblem[problem.code], problemWords(problem)]));
    super("invalid", problemWords(problems[0]), { fields });
    this.problem = problems[0];
  }
}

function timesWrong(timing: Timing, now: Date, zones: readonly string[]): LaunchProblem[] {
  // An empty audience is a problem of its own.
  const places = zones.length > 0 ? zones : undefined;
  return [...timingProblems(timing, now, places), ...overIn(timing.start, now, zones)];
}

/** Where the people of the audience are, each zone once. */
async function zonesOf(tx: Sql, audience: Audience): Promise<string[]> {
  const keys = await listPlaceKeys(audience, largestInteger, tx);
  return [...new Set(keys.flatMap((key) => spotsOf(placeOfKey(key)).map(({ zone }) => zone)))];
}

/**
 * The people are listed right after this transaction, so whatever would change who they are must be over: a deleted
 * tag, an import that still adds to the audience. Deleting a tag waits for this lock.
 */
async function lockAudience(tx: Executor, audience: Audience): Promise<void> {
  const { everyone, includeTagIds, excludeTagIds, followUpOf } = audience;
  const tagIds = [...new Set([...(everyone || followUpOf !== null ? [] : includeTagIds), ...excludeTagIds])];
  const locked = await lockTags.run(tx, { tagIds });
  if (locked !== tagIds.length) throw new NotReady([{ code: "tag_deleted" }]);
  const { isGrowing } = await importRuns.one(tx, { everyone, tagIds });
  if (isGrowing) {
    const words = "An import is adding people to this audience right now. Send when it is done.";
    throw new AppError("conflict", words, { fields: { audience: words } });
  }
}

const lockTags = statement(
  { name: "lock-tags", params: { tagIds: arrayOf(int) } },
  ({ tagIds }) => sql`SELECT FROM tag WHERE id = ANY (${tagIds}) ORDER BY id FOR KEY SHARE`,
);

const importRuns = statement(
  {
    name: "import-runs",
    params: { everyone: bool, tagIds: arrayOf(int) },
    row: { isGrowing: known(bool, "EXISTS") },
  },
  ({ everyone, tagIds }) => sql`
    SELECT EXISTS (
      SELECT FROM import WHERE status = 'running'
         AND (${everyone} OR EXISTS (SELECT FROM jsonb_array_elements(options -> 'tagIds') AS given WHERE given::int = ANY (${tagIds})))
    ) AS "isGrowing"`,
);

/** One view of everything for all of the transaction. */
export async function freezeView(tx: Executor): Promise<void> {
  await freeze.run(tx);
}

const freeze = statement({ name: "freeze-view" }, () => sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`);

/** Two changes at once: the second one reads a row that the first one changed meanwhile. */
export function isOverlap(error: unknown): boolean {
  return sqlState(error) === "40001";
}

export function asConflict(error: unknown): never {
  if (!isOverlap(error)) throw error;
  throw new AppError("conflict", "Somebody changed this campaign at the same moment. Look again.", { cause: error });
}
