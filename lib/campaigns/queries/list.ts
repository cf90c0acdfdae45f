import "server-only";
import type { Viewer } from "../../auth/viewer";
import { pool } from "../../db/pool";
import { messageStatus } from "../../messages/rules";
import { decodeCursor, idOf, type Page, pageSize, toPage } from "../../paging";
import { type CampaignGroup, type CampaignRow, groupStatuses } from "../views";

/** Newest first. Figures come from the counters of the page's campaigns; no message is counted. */
export async function listCampaigns(
  _viewer: Viewer,
  { group = "all", cursor: text = null }: { group?: CampaignGroup; cursor?: string | null },
): Promise<Page<CampaignRow>> {
  const given = decodeCursor(text);
  const key = idOf(given);
  const cursor = key === null ? null : given;
  const isBackwards = cursor?.direction === "before";
  const result = await pool().query<CampaignRecord>(listSql(isBackwards), [groupStatuses[group], key, pageSize + 1]);
  return toPage(result.rows.map(toRow), cursor, (row) => [row.id]);
}

/** For the overview: what is planned or under way, then what was last. */
export async function listCurrentCampaigns(_viewer: Viewer, limit: number): Promise<CampaignRow[]> {
  const result = await pool().query<CampaignRecord>(currentSql, [groupStatuses.running, limit]);
  return result.rows.map(toRow);
}

type CampaignRecord = Omit<CampaignRow, "editedAt" | "startsAt" | "launchedAt" | "finishedAt"> & {
  editedAt: Date;
  startsAt: Date | null;
  launchedAt: Date | null;
  finishedAt: Date | null;
};

function listSql(isBackwards: boolean): string {
  const [comparison, order] = isBackwards ? [">", "ASC"] : ["<", "DESC"];
  return `
  WITH page AS (
    SELECT ${pageColumns}
     WHERE ($1::text[] IS NULL OR status = ANY ($1)) AND ($2::int IS NULL OR id ${comparison} $2)
     ORDER BY id ${order} LIMIT $3
  ) ${rowsSql}
   ORDER BY c.id ${order}`;
}

const pageColumns = `id, name, status, audience_count, updated_at, launched_at, finished_at,
           CASE WHEN status = 'scheduled' THEN starts_at END AS starts_at,
           status = 'scheduled' AND halt IS NOT NULL AS is_missed
      FROM campaign`;

const rowsSql = `
  SELECT c.id, c.name, c.status, c.audience_count AS audience, coalesce(r.opt_outs, 0) AS "optOuts",
         coalesce(k.to_go, 0) AS "toGo", coalesce(k.delivered, 0) AS delivered,
         c.starts_at AS "startsAt", c.is_missed AS "isMissed", c.updated_at AS "editedAt", c.launched_at AS "launchedAt", c.finished_at AS "finishedAt"
    FROM page c
    LEFT JOIN campaign_reply r ON r.campaign_id = c.id
    LEFT JOIN LATERAL (
      SELECT sum(messages) FILTER (WHERE status = ${messageStatus.queued}) AS to_go,
             sum(messages) FILTER (WHERE status = ${messageStatus.delivered}) AS delivered
        FROM campaign_counter WHERE campaign_id = c.id) k ON true`;

const currentSql = `
  WITH page AS (
    SELECT ${pageColumns}
     WHERE id IN ((SELECT id FROM campaign WHERE status = ANY ($1) ORDER BY id DESC LIMIT $2)
                  UNION (SELECT id FROM campaign ORDER BY id DESC LIMIT $2))
  ) ${rowsSql}
   ORDER BY c.status = ANY ($1) DESC, c.id DESC LIMIT $2`;

function toRow(record: CampaignRecord): CampaignRow {
  return {
    ...record,
    editedAt: record.editedAt.toISOString(),
    startsAt: record.startsAt?.toISOString() ?? null,
    launchedAt: record.launchedAt?.toISOString() ?? null,
    finishedAt: record.finishedAt?.toISOString() ?? null,
  };
}
