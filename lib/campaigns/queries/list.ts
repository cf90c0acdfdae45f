import "server-only";
import type { Viewer } from "../../auth/viewer";
import { pool } from "../../db/pool";
import { all, keyword, sql } from "../../db/sql";
import { composed, statement } from "../../db/statement";
import { arrayOf, bigint, bool, instant, int, known, nullable, oneOf, text, type ValuesOf } from "../../db/types";
import { messageStatus } from "../../messages/rules";
import { decodeCursor, idOf, type Page, pageSize, toPage } from "../../paging";
import { type CampaignStatus, campaignStatuses } from "../status";
import { type CampaignGroup, type CampaignRow, groupStatuses } from "../views";

/** Newest first. Figures come from the counters of the page's campaigns; no message is counted. */
export async function listCampaigns(
  _viewer: Viewer,
  { group = "all", cursor: written = null }: { group?: CampaignGroup; cursor?: string | null },
): Promise<Page<CampaignRow>> {
  const given = decodeCursor(written);
  const key = idOf(given);
  const cursor = key === null ? null : given;
  const isBackwards = cursor?.direction === "before";
  const records = await campaignsOfGroup.rows(pool(), { statuses: groupStatuses[group], key, isBackwards });
  return toPage(records.map(toRow), cursor, (row) => [row.id]);
}

/** For the overview: what is planned or under way, then what was last. */
export async function listCurrentCampaigns(_viewer: Viewer, limit: number): Promise<CampaignRow[]> {
  const running = groupStatuses.running ?? [];
  return (await currentCampaigns.rows(pool(), { running, limit })).map(toRow);
}

const record = {
  id: known(int, "of a campaign"),
  name: known(text, "of a campaign"),
  status: known(oneOf(campaignStatuses), "of a campaign"),
  audience: nullable(int),
  optOuts: known(int, "coalesce"),
  toGo: known(bigint, "coalesce"),
  delivered: known(bigint, "coalesce"),
  startsAt: nullable(instant),
  isMissed: known(bool, "of what is never null"),
  editedAt: known(instant, "of a campaign"),
  launchedAt: nullable(instant),
  finishedAt: nullable(instant),
};

const pageColumns = sql`
  id, name, status, audience_count, updated_at, launched_at, finished_at,
  CASE WHEN status = 'scheduled' THEN starts_at END AS starts_at,
  status = 'scheduled' AND halt IS NOT NULL AS is_missed`;

/** Of `page`: campaigns with these columns. */
const rowsSql = sql`
  SELECT c.id, c.name, c.status, c.audience_count AS audience, coalesce(r.opt_outs, 0) AS "optOuts",
         coalesce(k.to_go, 0) AS "toGo", coalesce(k.delivered, 0) AS delivered, c.starts_at AS "startsAt",
         c.is_missed AS "isMissed", c.updated_at AS "editedAt", c.launched_at AS "launchedAt", c.finished_at AS "finishedAt"
    FROM page c
    LEFT JOIN campaign_reply r ON r.campaign_id = c.id
    LEFT JOIN LATERAL (
      SELECT sum(messages) FILTER (WHERE status = ${messageStatus.queued}) AS to_go,
             sum(messages) FILTER (WHERE status = ${messageStatus.delivered}) AS delivered
        FROM campaign_counter WHERE campaign_id = c.id) k ON true`;

type Listed = { statuses: readonly CampaignStatus[] | null; key: number | null; isBackwards: boolean };

const campaignsOfGroup = composed(
  {
    name: "list-campaigns",
    row: record,
    samples: [
      { statuses: null, key: null, isBackwards: false },
      { statuses: ["draft"], key: 9, isBackwards: false },
      { statuses: ["draft"], key: 9, isBackwards: true },
    ] as Listed[],
  },
  ({ statuses, key, isBackwards }) => {
    const order = keyword(isBackwards ? "ASC" : "DESC");
    const conditions = [
      ...(statuses === null ? [] : [sql`status IN (${statuses})`]),
      ...(key === null ? [] : [sql`id ${keyword(isBackwards ? ">" : "<")} ${int(key)}`]),
    ];
    return sql`
    WITH page AS (
      SELECT ${pageColumns} FROM campaign WHERE ${all(conditions)} ORDER BY id ${order} LIMIT ${pageSize + 1}
    ) ${rowsSql}
     ORDER BY c.id ${order}`;
  },
);

const currentCampaigns = statement(
  {
    name: "current-campaigns",
    params: { running: arrayOf(oneOf(campaignStatuses)), limit: bigint },
    row: record,
  },
  ({ running, limit }) => sql`
    WITH page AS (
      SELECT ${pageColumns} FROM campaign
       WHERE id IN ((SELECT id FROM campaign WHERE status = ANY (${running}) ORDER BY id DESC LIMIT ${limit})
                    UNION (SELECT id FROM campaign ORDER BY id DESC LIMIT ${limit}))
    ) ${rowsSql}
     ORDER BY c.status = ANY (${running}) DESC, c.id DESC LIMIT ${limit}`,
);

function toRow(row: ValuesOf<typeof record>): CampaignRow {
  return {
    ...row,
    editedAt: row.editedAt.toISOString(),
    startsAt: row.startsAt?.toISOString() ?? null,
    launchedAt: row.launchedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
